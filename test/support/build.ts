import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Tests that start the server, the command line or the extension run what `npm run build` makes of the present sources. */
export default function build(): void {
  const built = join(root, 'dist', 'cli.js');
  const newest = Math.max(...['client', 'server', 'scripts/build.mjs'].map((path) => newestChange(join(root, path))));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--partial'], { cwd: root, stdio: 'inherit' });
}

function newestChange(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return path.endsWith('.test.ts') ? 0 : info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((entry) => newestChange(join(path, entry))));
}
