// npm start [-- --no-editor]: prepares the project, shows what it finds in the example workspace, explains one query,
// then opens an editor on it: the desktop VS Code where it is on the PATH, otherwise VS Code from npm on a loopback address.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuild, ensureDependencies, root, run, step } from './prepare.mjs';

const example = join(root, 'examples', 'shop');
const cli = join(root, 'dist', 'cli.js');
const query = `SELECT o.id, o.status, o.total, o.created_at
FROM orders AS o
WHERE o.customer_id = 42
ORDER BY o.created_at DESC
LIMIT 20;
`;

try {
  await ensureDependencies();
  await ensureBuild();
  await showFindings();
  await showExplain();
  if (!process.argv.includes('--no-editor')) await openEditor();
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function showFindings() {
  console.log('\n$ dbarch lint examples/shop\n');
  const status = await run(process.execPath, [cli, 'lint', 'examples/shop']);
  // 1 is what an example full of mistakes must give.
  if (status !== 1) throw new Error(`dbarch lint ended with status ${status}; findings (status 1) were expected.`);
}

async function showExplain() {
  const folder = await mkdtemp(join(tmpdir(), 'dbarch-start-'));
  const file = join(folder, 'query.sql');
  await writeFile(file, query);
  try {
    console.log(
      '$ dbarch explain query.sql --analyze --migrations examples/shop/migrations --seed examples/shop/seed.sql\n',
    );
    console.log(query);
    const args = [
      'explain',
      file,
      '--analyze',
      '--migrations',
      join(example, 'migrations'),
      '--seed',
      join(example, 'seed.sql'),
    ];
    const status = await run(process.execPath, [cli, ...args]);
    if (status !== 0) throw new Error(`dbarch explain ended with status ${status}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openEditor() {
  const code = desktopCode();
  if (code) {
    console.log(`\nOpening ${code} with the extension on examples/shop.`);
    spawn(code, [`--extensionDevelopmentPath=${root}`, example], {
      detached: true,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    }).unref();
    return;
  }
  const { installVsCode, startVsCode } = await import('./vscodeServer.mjs');
  await installVsCode();
  const editor = await step('Starting VS Code', () => startVsCode());
  console.log(
    `\nVS Code with Database Architect on the example workspace:\n\n  ${editor.folderUrl(example)}\n\nStop it with Ctrl+C.`,
  );
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  await editor.stop();
}

/** The `code` command of a desktop VS Code, if it is on the PATH. */
function desktopCode() {
  const names = process.platform === 'win32' ? ['code.cmd', 'code.exe'] : ['code'];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = names.map((name) => join(folder, name)).find((path) => folder && existsSync(path));
    if (found) return found;
  }
  return undefined;
}
