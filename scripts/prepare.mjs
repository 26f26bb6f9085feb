// What `npm start` and `npm test` need before they can run, on a machine that has only Node and npm.
// Uses nothing but Node's own modules: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a command; resolves with its exit status. Output is shown unless `quiet`, and then only if it fails. */
export function run(command, args, { cwd = root, quiet = false, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (quiet && status !== 0) process.stderr.write(output);
      resolve(status ?? 1);
    });
  });
}

/** Announces a step, and says how long it took when it took over a second. */
export async function step(title, work) {
  const started = Date.now();
  process.stderr.write(`• ${title} …`);
  const ticker = process.stderr.isTTY ? setInterval(() => process.stderr.write('.'), 1000) : undefined;
  try {
    const result = await work();
    process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(' failed\n');
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

export async function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.versions.node}.`);
  const installed = await modified(join(root, 'node_modules', '.package-lock.json'));
  if (installed >= (await modified(join(root, 'package-lock.json'))) && installed > 0) return;
  await step('Installing dependencies from npm', async () => {
    const status = await run(npm, ['ci', '--no-audit', '--no-fund'], { quiet: true });
    if (status !== 0) throw new Error('npm could not install the dependencies; its output is above.');
  });
}

export async function ensureBuild() {
  const built = await modified(join(root, 'dist', 'cli.js'));
  const sources = ['client', 'server', 'scripts/build.mjs', 'package.json'];
  const newest = Math.max(...(await Promise.all(sources.map((path) => newestChange(join(root, path))))));
  if (built > newest) return;
  await step('Building', async () => {
    const status = await run(process.execPath, [join(root, 'scripts', 'build.mjs')], { quiet: true });
    if (status !== 0) throw new Error('The build failed; its output is above.');
  });
}

async function modified(path) {
  return existsSync(path) ? (await stat(path)).mtimeMs : 0;
}

async function newestChange(path) {
  const info = await stat(path).catch(() => undefined);
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(path);
  const times = await Promise.all(entries.map((entry) => newestChange(join(path, entry))));
  return Math.max(0, ...times);
}
