// Writes what is derived from the rules: the registry, the configuration schema, and the pages and index of docs/rules.
// `--check` writes nothing and fails where a file is stale. A rule is its file plus the page beside it; nothing else lists rules.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const rulesFolder = join(root, 'server/src/rules');
const docsFolder = join(root, 'docs/rules');
const registryFile = join(rulesFolder, 'registry.ts');
const schemaFile = join(root, 'server/schema/dbarch.schema.json');
const categories = ['migration', 'query', 'schema', 'syntax'];

const labels = { setup: 'Before it:', bad: 'Reported:', good: 'Not reported:', fixed: 'After the fix:' };

function camelCase(id) {
  return id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function ruleFiles() {
  return categories.flatMap((category) => {
    const folder = join(rulesFolder, category);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort()
      .map((name) => ({ category, id: basename(name, '.ts') }));
  });
}

function registryText(files) {
  const line = ({ category, id }) => `import ${camelCase(id)} from './${category}/${id}.ts';`;
  const isBefore = ({ category }) => category < 'rule.ts';
  const names = files.map(({ id }) => `  ${camelCase(id)},`);
  return [
    '// Written by `npm run generate` from the rule files: do not edit.',
    ...files.filter((file) => isBefore(file)).map(line),
    "import type { Rule } from './rule.ts';",
    ...files.filter((file) => !isBefore(file)).map(line),
    '',
    '/** Every rule, by category and id. */',
    'export const rules: readonly Rule[] = [',
    ...names,
    '];',
    '',
    'const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));',
    '',
    '/** The rule of that id. */',
    'export function ruleById(id: string): Rule | undefined {',
    '  return byId.get(id);',
    '}',
    '',
  ].join('\n');
}

/** The rules as values, and the configuration schema that they make: bundled in memory. */
async function loadRules(registry) {
  const result = await build({
    stdin: {
      contents: `${registry}\nexport { configurationSchema } from '../analysis/configurationSchema.ts';\n`,
      resolveDir: rulesFolder,
      loader: 'ts',
      sourcefile: registryFile,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

/** `sql goose bad version=13` → the role's label, so that a reader sees what the example is. */
function fenceLabel(info) {
  const words = info.split(/\s+/);
  const role = words.find((word) => word in labels);
  if (!role) return undefined;
  const file = words.find((word) => word.startsWith('file='));
  const version = words.find((word) => word.startsWith('version='));
  const details = [file?.slice('file='.length), version && `PostgreSQL ${version.slice('version='.length)}`];
  const shown = details.filter(Boolean).join(', ');
  return shown ? `*${labels[role].replace(/:$/, '')} (${shown}):*` : `*${labels[role]}*`;
}

function withLabels(page) {
  return page.replace(/^```(\w+ .+)$/gm, (fence, info) => {
    const label = fenceLabel(info);
    return label ? `${label}\n\n\`\`\`${info.split(/\s+/)[0]}` : fence;
  });
}

function hasFix(page) {
  return /^```.*\bfixed\b/m.test(page);
}

function versionsText(versions) {
  if (!versions) return '';
  if (versions.min && versions.max) return ` ${versions.min}–${versions.max}`;
  return versions.min ? ` ${versions.min}+` : ` up to ${versions.max}`;
}

function docsPage(rule, page) {
  const aliases = Object.entries(rule.aliases ?? {}).flatMap(([tool, names]) =>
    names.map((name) => `\`${name}\` (${tool})`),
  );
  const header = [
    `# ${rule.id}`,
    '',
    `${rule.title}.`,
    '',
    '| | |',
    '|---|---|',
    `| Category | ${rule.category} |`,
    `| Severity | ${rule.severity} |`,
    `| Preset | ${rule.preset} |`,
    `| Databases | ${rule.dialects.join(', ')}${versionsText(rule.versions)} |`,
    `| Fix | ${hasFix(page) ? 'yes' : 'no'} |`,
    ...Object.entries(rule.options ?? {}).map(
      ([name, option]) => `| Option \`${name}\` | ${option.description} Default: \`${option.default}\`. |`,
    ),
    ...(aliases.length > 0 ? [`| Also known as | ${aliases.join(', ')} |`] : []),
    '',
  ];
  const body = withLabels(page.replace(/^# .*\n+/, ''));
  return `<!-- Written by \`npm run generate\` from server/src/rules/${rule.category}/${rule.id}.md: do not edit. -->\n\n${header.join('\n')}\n${body}`;
}

function indexPage(entries) {
  const tables = categories.flatMap((category) => {
    const rows = entries.filter(({ rule }) => rule.category === category);
    if (rows.length === 0) return [];
    return [
      `## ${category[0].toUpperCase()}${category.slice(1)}`,
      '',
      '| Rule | Reports | Severity | Preset | Fix |',
      '|---|---|---|---|---|',
      ...rows.map(
        ({ rule, page }) =>
          `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${rule.severity} | ${rule.preset} | ${hasFix(page) ? 'yes' : ''} |`,
      ),
      '',
    ];
  });
  return [
    '<!-- Written by `npm run generate` from the rules: do not edit. -->',
    '',
    '# Rules',
    '',
    `${entries.length} rules. Severity: \`error\` fails or loses data silently, \`warning\` can hurt production, \`info\` is design advice, \`hint\` is style.`,
    'Presets: `recommended` is the default, `strict` adds policy, `all` is everything.',
    '',
    ...tables,
  ].join('\n');
}

async function generated() {
  const files = ruleFiles();
  const registry = registryText(files);
  const result = new Map([[registryFile, registry]]);
  const entries = [];
  const { rules, configurationSchema } = await loadRules(registry);
  result.set(schemaFile, `${JSON.stringify(configurationSchema(rules), undefined, 2)}\n`);
  for (const rule of rules) {
    const file = join(rulesFolder, rule.category, `${rule.id}.md`);
    if (!existsSync(file)) {
      process.stderr.write(`no page for ${rule.id}: write server/src/rules/${rule.category}/${rule.id}.md\n`);
      continue;
    }
    const page = readFileSync(file, 'utf8');
    entries.push({ rule, page });
    result.set(join(docsFolder, `${rule.id}.md`), docsPage(rule, page));
  }
  result.set(join(docsFolder, 'README.md'), indexPage(entries));
  return result;
}

function orphans(files) {
  if (!existsSync(docsFolder)) return [];
  return readdirSync(docsFolder)
    .map((name) => join(docsFolder, name))
    .filter((file) => !files.has(file));
}

const files = await generated();
const stale = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
const orphaned = orphans(files);
if (process.argv.includes('--check')) {
  for (const file of [...stale.map(([name]) => name), ...orphaned]) {
    process.stderr.write(`stale: ${file.slice(root.length + 1)} (run npm run generate)\n`);
  }
  process.exitCode = stale.length + orphaned.length > 0 ? 1 : 0;
} else {
  for (const file of [docsFolder, dirname(schemaFile)]) mkdirSync(file, { recursive: true });
  for (const [file, text] of stale) writeFileSync(file, text);
  for (const file of orphaned) rmSync(file);
  process.stdout.write(`${files.size} files, ${stale.length} written, ${orphaned.length} removed\n`);
}
