// A real VS Code from npm alone: for `npm start` where no desktop editor is found, and for the tests in `test/editor`.
// Uses nothing but Node's own modules, as it runs on a fresh clone.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, run, step } from './prepare.mjs';

const version = '4.100.3';
const ripgrepVersion = '1.18.0';
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const npmInstall = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
const startTimeoutMs = 60_000;

/** Settings of a fresh editor: nothing opens by itself and nothing is fetched from elsewhere. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'remote.autoForwardPorts': false,
};

/**
 * Installs VS Code (the server with its web workbench, about 300 MB) into `.cache/` once; later calls return at once.
 * Returns the path of the file that Node runs.
 */
export async function installVsCode() {
  const folder = join(root, '.cache', `vscode-${version}`);
  const product = join('node_modules', 'code-server', 'lib', 'vscode');
  if (!existsSync(folder)) {
    const scratch = `${folder}.${process.pid}`;
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true });
    await writeFile(join(scratch, 'package.json'), '{ "private": true }\n');
    await step('Installing VS Code from npm (300 MB, once)', async () => {
      await runNpm([...npmInstall, `code-server@${version}`, `@vscode/ripgrep@${ripgrepVersion}`], scratch);
      await runNpm([...npmInstall, '--omit=dev'], join(scratch, product));
      // TypeScript, without which the editor says with the first such file that a virus detection tool took it.
      await runNpm([...npmInstall, '--omit=dev'], join(scratch, product, 'extensions'));
      await symlink('node_modules', join(scratch, product, 'node_modules.asar'), 'junction');
      await addRipgrep(scratch, join(scratch, product));
      await replaceNativeParts(join(scratch, product));
    });
    await rename(scratch, folder).catch(async (error) => {
      await rm(scratch, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
  }
  return join(folder, product, 'out', 'server-main.js');
}

async function runNpm(args, cwd) {
  if ((await run(npm, args, { cwd, quiet: true })) !== 0) {
    throw new Error('npm could not install VS Code; its output is above.');
  }
}

/** VS Code's own ripgrep is fetched by an install script; the npm package of the platform has the same program. */
async function addRipgrep(scratch, product) {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const platform = `ripgrep-${process.platform}-${process.arch}`;
  const source = join(scratch, 'node_modules', '@vscode', platform, 'bin', name);
  if (!existsSync(source)) {
    console.error(`No ripgrep for ${process.platform} ${process.arch}: searching files will not work in this VS Code.`);
    return;
  }
  const target = join(product, 'node_modules', '@vscode', 'ripgrep', 'bin', name);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
  await chmod(target, 0o755);
}

/** VS Code's small native parts need a compiler to install; without them it keeps no logs and leaves processes behind. */
async function replaceNativeParts(product) {
  for (const [part, folder] of [
    ['spdlog.cjs', '@vscode/spdlog'],
    ['watchdog.cjs', 'native-watchdog'],
  ]) {
    await copyFile(join(root, 'scripts', 'vscodeParts', part), join(product, 'node_modules', folder, 'index.js'));
  }
}

/**
 * Serves VS Code at a loopback address, with this extension installed (from `dist/`, which must be built).
 *
 * @param {object} [options]
 * @param {string} [options.dataFolder] Where the editor keeps its settings and state; a fresh temporary folder by default.
 * @param {number} [options.port] A free one by default.
 * @param {Record<string, unknown>} [options.settings] Added to `quietSettings`.
 * @param {string} [options.extensionFolder] The folder with the built extension; the project by default.
 * @returns the address, `folderUrl(folder)` to open a folder, `emptyUrl` to open none, and `stop()`.
 */
export async function startVsCode({ dataFolder, port, settings = {}, extensionFolder = root } = {}) {
  const program = await installVsCode();
  const data = dataFolder ?? (await mkdtemp(join(tmpdir(), 'dbarch-vscode-')));
  const boundPort = port ?? (await freePort());
  const token = randomBytes(16).toString('hex');
  await writeSettings(data, { ...quietSettings, ...settings });
  await installExtension(extensionFolder, join(data, 'extensions'));
  const server = spawn(
    process.execPath,
    [
      program,
      ...['--host', '127.0.0.1', '--port', String(boundPort), '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--server-data-dir', data],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  let output = '';
  const started = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`VS Code did not start in ${startTimeoutMs} ms:\n${output}`)),
      startTimeoutMs,
    );
    const read = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (!/Extension host agent listening/.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', reject);
    server.on('exit', (status) => reject(new Error(`VS Code ended with status ${status}:\n${output}`)));
  });
  const stop = async () => {
    await endProcessTree(server);
    if (!dataFolder) await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await started;
  } catch (error) {
    await stop();
    throw error;
  }
  const address = `http://127.0.0.1:${boundPort}/`;
  return {
    port: boundPort,
    dataFolder: data,
    emptyUrl: `${address}?tkn=${token}&ew=true`,
    folderUrl: (folder) => `${address}?tkn=${token}&folder=${encodeURIComponent(folder)}`,
    stop,
  };
}

async function writeSettings(data, settings) {
  const folder = join(data, 'data', 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

/** Copies what the package would contain, so that the editor runs what a user would install. */
async function installExtension(from, folder) {
  const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'));
  const target = join(folder, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const entry of ['package.json', 'package.nls.json', 'README.md', 'dist', 'media', 'server/schema', 'examples']) {
    const source = join(from, entry);
    if (existsSync(source)) await cp(source, join(target, entry), { recursive: true, dereference: true });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The server forks children that outlive it: its whole process group ends. */
async function endProcessTree(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (process.platform === 'win32') await run('taskkill', ['/pid', String(child.pid), '/t', '/f'], { quiet: true });
  else process.kill(-child.pid, 'SIGTERM');
  const force = setTimeout(() => process.platform !== 'win32' && process.kill(-child.pid, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(force);
}
