// npm run bench: typing latency, opening, memory and command line, side by side with squawk in one run.
// Times on shared machines are noisy: the ratios count. squawk is installed by this script alone.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDependencies, root, run, step } from './prepare.mjs';

const squawkVersion = '2.66.0';
const cache = join(root, '.cache', 'bench');
const squawk = join(cache, 'node_modules', '.bin', 'squawk');

await ensureDependencies();
await step('Building for production', () =>
  run(process.execPath, [join(root, 'scripts', 'build.mjs'), '--production'], { quiet: true }),
);
await ensureSquawk();
const { migration } = await import('../test/bench/migrations.mjs');
const { measureTyping, startServer, stopServer } = await import('../test/bench/languageServer.mjs');
const folder = await mkdtemp(join(tmpdir(), 'dbarch-bench-'));
const servers = [
  { name: 'dbarch', command: process.execPath, args: [join(root, 'dist', 'server.js'), '--stdio'] },
  { name: 'squawk', command: squawk, args: ['server'] },
];
const clis = [
  { name: 'dbarch', command: process.execPath, args: [join(root, 'dist', 'cli.js'), 'lint', '--no-color'] },
  { name: 'squawk', command: squawk, args: [] },
];

try {
  await benchLanguageServers();
  await benchCommandLines();
  await benchPackage();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function ensureSquawk() {
  if (existsSync(squawk)) return;
  await step(`Installing squawk-cli ${squawkVersion}`, async () => {
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, 'package.json'), '{"private":true}\n');
    const status = await run('npm', ['install', '--no-audit', '--no-fund', `squawk-cli@${squawkVersion}`], {
      cwd: cache,
      quiet: true,
    });
    if (status !== 0) throw new Error('squawk-cli could not be installed.');
  });
}

async function benchLanguageServers() {
  const rows = [];
  for (const statements of [40, 1000, 10000]) {
    const text = migration(statements);
    for (const server of servers) {
      const workspace = join(folder, `${server.name}-${statements}`);
      await mkdir(workspace, { recursive: true });
      const file = join(workspace, 'migration.sql');
      await writeFile(file, text);
      const running = await startServer(server.command, server.args, workspace);
      // squawk needs seconds a keystroke in the large file: few are enough to see it.
      const keystrokes = server.name === 'squawk' && statements === 10000 ? 3 : 200;
      const result = await measureTyping(running, file, text, keystrokes);
      await stopServer(running);
      rows.push({
        statements,
        'size kB': Math.round(text.length / 1000),
        server: server.name,
        'open ms': round(result.open),
        'keystroke median ms': round(result.median),
        'keystroke p95 ms': round(result.p95),
        diagnostics: result.diagnostics,
        'memory MB': result.memory ? Math.round(result.memory / 1e6) : '?',
      });
    }
  }
  console.log('\nLanguage servers: open a file, then type characters, each answered with diagnostics');
  console.table(rows);
}

async function benchCommandLines() {
  const many = join(folder, 'many');
  // Ten services with a history of a hundred migrations each.
  for (let file = 0; file < 1000; file += 1) {
    const folder = join(many, `service_${Math.floor(file / 100)}`, 'migrations');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${String(file).padStart(4, '0')}_change.sql`), migration(40, file * 40));
  }
  const large = join(folder, 'large.sql');
  await writeFile(large, migration(10000));
  const manyFiles = (await readdir(many, { recursive: true }))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => join(many, file));
  const rows = [];
  for (const [title, inputs, rounds] of [
    ['1,000 files of 40 statements', { dbarch: [many], squawk: manyFiles }, 3],
    ['one file of 10,000 statements', { dbarch: [large], squawk: [large] }, 1],
  ]) {
    const best = {};
    // Alternating, so that a busy moment of the machine does not fall on one of them alone.
    for (let round = 0; round < rounds; round += 1) {
      for (const cli of clis) {
        const started = performance.now();
        await runSilently(cli.command, [...cli.args, ...inputs[cli.name]]);
        best[cli.name] = Math.min(best[cli.name] ?? Number.POSITIVE_INFINITY, performance.now() - started);
      }
    }
    rows.push({
      input: title,
      'dbarch ms': round(best.dbarch),
      'squawk ms': round(best.squawk),
      'dbarch / squawk': (best.dbarch / best.squawk).toFixed(3),
    });
  }
  console.log('\nCommand lines: wall time, best of the rounds');
  console.table(rows);
}

async function runSilently(command, args) {
  const { spawn } = await import('node:child_process');
  await new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

async function benchPackage() {
  const file = join(folder, 'database-architect.vsix');
  const status = await run(
    join(root, 'node_modules', '.bin', 'vsce'),
    ['package', '--no-dependencies', '--allow-missing-repository', '--out', file],
    { quiet: true },
  );
  if (status !== 0) throw new Error('vsce could not package the extension.');
  console.log(`\nvsix: ${((await stat(file)).size / 1e6).toFixed(2)} MB`);
}

function round(ms) {
  return Math.round(ms * 10) / 10;
}
