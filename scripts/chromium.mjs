// A Chromium for the browser tests: an installed one, Playwright's own, or Debian's package.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, step } from './prepare.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Flags that a headless browser on a small machine needs; root has no sandbox. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Path of a Chromium: `CHROMIUM_PATH`, an installed one, Playwright's own, or Debian's package (installed now, as root). */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
  }
  const present = installed() ?? (await playwrightOwn());
  if (present) return present;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await step('Installing Chromium (Debian package)', async () => {
      await run('apt-get', ['update', '-q'], { quiet: true });
      await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { quiet: true });
    });
    const fresh = installed();
    if (fresh) return fresh;
  }
  throw new Error(
    'No Chromium found. Install one (Debian: apt-get install chromium; elsewhere: npx playwright-core install chromium), or set CHROMIUM_PATH.',
  );
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const files = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), mac];
  return files.find((file) => existsSync(file));
}

async function playwrightOwn() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}
