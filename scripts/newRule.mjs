// `npm run new-rule <category>/<id> [folder]`: a rule and its page, complete but failing: the tests say what is left to write.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [category, id] = (process.argv[2] ?? '').split('/');

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (!['migration', 'schema', 'query', 'syntax'].includes(category) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id ?? '')) {
  fail('usage: npm run new-rule <migration|schema|query|syntax>/<kebab-case-id>');
}
const rulesFolder = process.argv[3] ?? join(root, 'server/src/rules');
const file = join(rulesFolder, category, `${id}.ts`);
const page = join(rulesFolder, category, `${id}.md`);
if (existsSync(file)) fail(`${file} exists`);

const rule = `import { defineRule } from '../rule.ts';

export default defineRule({
  id: '${id}',
  category: '${category}',
  title: 'Describe in one line what is wrong',
  severity: 'warning',
  dialects: ['postgresql'],
  preset: 'recommended',
  operations: {
    // The check goes here: \`'create-index': (operation, context) => { context.report({ message: '…' }); },\`
  },
});
`;

const text = `# ${id}

## What it reports

## Why it matters

## What to do

## When to ignore it

\`\`\`sql setup
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
\`\`\`

\`\`\`sql bad
SELECT 'a statement that this rule reports';
--     ^^^^^^^^^^^^^
\`\`\`

\`\`\`sql good
SELECT 'a statement that nothing reports';
\`\`\`
`;

mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, rule);
writeFileSync(page, text);
process.stdout.write(
  `wrote ${file}\nwrote ${page}\nnext: write the check and the page, npm run generate, npx vitest run test/rules\n`,
);
