import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, errors, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../../scripts/chromium.mjs';
import { startVsCode, type VsCodeServer } from '../../../scripts/vscodeServer.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const pictures = join(root, 'test-results');
/** Generous: the first use builds the embedded database, and other tests share the machine. */
const patienceMs = 120_000;
/** Then another attempt is made: soon at first, as a user would, and later on a machine that is busy. */
const firstMs = 2000;
const shortMs = 8000;

/** A VS Code in a browser, with this extension and a copy of the example workspace. */
export interface Editor {
  readonly page: Page;
  /** Absolute path of the copy. */
  readonly workspace: string;
  /** Absolute path of the folder where the editor keeps settings, state and logs. */
  readonly dataFolder: string;
  /** Runs a command of the palette by its title. */
  command(title: string): Promise<void>;
  /** Runs a command that asks, and answers: what is asked must be what is expected. */
  commandAsking(title: string, answers: readonly Answer[]): Promise<void>;
  /** Opens a folder of the workspace in place of the whole. */
  openFolder(path: string): Promise<void>;
  /** Opens a file of the workspace by its path, and gives its lines. */
  open(path: string): Promise<Locator>;
  /** What is underlined in the active editor, with this severity. */
  squiggles(severity: 'error' | 'warning' | 'info'): Locator;
  /** Opens the light bulb at the first finding of the active editor, and takes the action with this title. */
  takeAction(title: string): Promise<void>;
  /** Rests the pointer on the first occurrence of a text in the active editor, and gives the hover. */
  hover(text: string): Promise<Locator>;
  /** Saves the active file, and reads it from disk once it holds `expected`. */
  saved(path: string, expected: (text: string) => boolean): Promise<string>;
  /** The page of the plan panel. */
  plan(): FrameLocator;
  /** A row of the Connections view by its name. */
  row(name: string): Locator;
  expand(name: string): Promise<void>;
  /** Takes an entry of the context menu of a row of the Connections view. */
  menu(row: string, entry: string): Promise<void>;
  /** Keeps a picture in test-results/. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** A step of a command that asks: an entry to pick from a list, or a text to enter (undefined: what is proposed). */
export type Answer = { readonly pick: string } | { readonly prompt: string; readonly text?: string };

export interface EditorOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Size of the window in pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Files to write into the workspace first, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Opens no folder. */
  readonly emptyWindow?: boolean;
}

/** Starts one; takes a few seconds, and half a minute when VS Code has to be installed first. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const { settings = {}, size, files = {}, emptyWindow = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'dbarch-editor-'));
  const workspace = join(folder, 'shop');
  await cp(join(root, 'examples', 'shop'), workspace, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text);
  }
  const server = await startVsCode({ settings, extensionFolder: process.env.DBARCH_EXTENSION_FOLDER });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags });
    const page = await browser.newPage({ viewport: size ?? { width: 1400, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    // Whether to leave the page, when another folder is opened in it.
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(emptyWindow ? server.emptyUrl : server.folderUrl(workspace));
    await ready(page);
    return editor(page, workspace, server, () => close(folder, server, browser));
  } catch (error) {
    await close(folder, server, browser);
    throw error;
  }
}

/** The extension has its place in the window. Before, its commands are not there, and an open palette does not get them. */
export async function ready(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label="Database Architect"]').waitFor({ timeout: patienceMs });
}

async function close(folder: string, server: VsCodeServer, browser: Browser | undefined): Promise<void> {
  await browser?.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

function editor(page: Page, workspace: string, server: VsCodeServer, closeAll: () => Promise<void>): Editor {
  const quickInput = page.locator('.quick-input-widget');
  const input = quickInput.locator('.quick-input-box input');
  const choose = async (text: string, expected: string, open = async () => {}): Promise<void> => {
    // The list of before is still shown for a moment, and a command may be there only a moment after the window.
    const focused = quickInput.locator('.quick-input-list .monaco-list-row.focused', { hasText: expected });
    const enter = async () => {
      if (await input.isHidden()) await open();
      await input.fill('', { timeout: 1000 });
      await input.fill(text, { timeout: 1000 });
    };
    // Where something else takes the focus it closes again: a walkthrough that comes back with the window does.
    await until(focused, enter, (timeout) => input.waitFor({ state: 'hidden', timeout }));
    await input.press('Enter');
  };
  const begin = async (key: string, text: string, expected: string): Promise<void> => {
    await input.waitFor({ state: 'hidden' });
    // A key that comes while the focus moves between frames is lost.
    await choose(text, expected, () => until(input, () => page.keyboard.press(key)));
  };
  const pick = async (key: string, text: string, expected: string): Promise<void> => {
    await begin(key, text, expected);
    await quickInput.waitFor({ state: 'hidden' });
  };
  const answer = async (step: Answer): Promise<void> => {
    if ('pick' in step) {
      await quickInput.locator('.quick-input-list .monaco-list-row', { hasText: step.pick }).first().waitFor();
      await choose(step.pick, step.pick);
      return;
    }
    await quickInput.locator('.quick-input-message', { hasText: step.prompt }).waitFor();
    if (step.text !== undefined) await input.fill(step.text);
    await input.press('Enter');
  };
  const inActive = (selector: string): Locator => page.locator(`.editor-group-container.active ${selector}`);
  const squiggles = (severity: string): Locator => inActive(`.squiggly-${severity}`);
  const row = (name: string): Locator =>
    page
      .locator('.pane-body .monaco-list-row')
      .filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${name}$`) }) })
      .first();
  return {
    page,
    workspace,
    dataFolder: server.dataFolder,
    openFolder: async (path) => {
      await page.goto(server.folderUrl(join(workspace, path)));
      await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
      await ready(page);
    },
    command: (title) => pick('F1', `>${title}`, title),
    commandAsking: async (title, answers) => {
      await begin('F1', `>${title}`, title);
      for (const step of answers) await answer(step);
      await quickInput.waitFor({ state: 'hidden' });
    },
    open: async (path) => {
      const name = path.split('/').at(-1) ?? path;
      await pick('Control+P', path, name);
      await page.locator('.tab.active', { hasText: name }).waitFor();
      const lines = page.locator('.editor-group-container.active .view-line');
      await lines.first().waitFor();
      return lines;
    },
    squiggles,
    takeAction: async (title) => {
      await squiggles('warning').first().waitFor();
      const widget = page.locator('.action-widget');
      await until(page.locator('.marker-widget'), async () => {
        await page.keyboard.press('Control+Home');
        await page.keyboard.press('F8');
      });
      // The problem is shown in a box of its own, which Escape closes; the cursor stays at the problem.
      await until(page.locator('.monaco-workbench:not(:has(.marker-widget))'), () => page.keyboard.press('Escape'));
      // The editor stops asking, and says that there is nothing, where any other extension registers itself just then.
      await until(widget.locator('.monaco-list-row', { hasText: title }), () => page.keyboard.press('Control+.'));
      const focused = widget.locator('.monaco-list-row.focused', { hasText: title });
      for (let step = 0; step < 20 && !(await focused.isVisible()); step += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await widget.waitFor({ state: 'hidden' });
    },
    hover: async (text) => {
      const hover = page.locator('.monaco-hover:visible').first();
      await until(hover, async () => {
        await page.mouse.move(0, 0);
        const { x, y } = await middleOf(inActive('.view-line'), text);
        await page.mouse.move(x, y, { steps: 3 });
      });
      return hover;
    },
    plan: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe'),
    row,
    expand: async (name) => {
      await row(name).click();
      await row(name).and(page.locator('[aria-expanded="true"]')).waitFor();
    },
    menu: async (name, title) => {
      const entry = page.locator('.monaco-menu .action-item', { hasText: title }).first();
      await until(entry, () => row(name).click({ button: 'right' }));
      // A menu takes no click in its first moment.
      await entry.hover();
      await entry.and(page.locator('.focused')).waitFor();
      await page.keyboard.press('Enter');
      await entry.waitFor({ state: 'hidden' });
    },
    saved: async (path, expected) => {
      await page.keyboard.press('Control+S');
      const file = join(workspace, path);
      const deadline = Date.now() + patienceMs;
      for (let last = ''; ; ) {
        const text = await readFile(file, 'utf8');
        // Read twice the same: it is not being written.
        if (text === last && expected(text)) return text;
        last = text;
        if (Date.now() > deadline) throw new Error(`${path} never came to hold what was expected, but:\n${text}`);
        await page.waitForTimeout(50);
      }
    },
    picture: async (name) => {
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
    close: closeAll,
  };
}

/** The middle of a text in a line of the editor, whose characters are all of one width. */
async function middleOf(lines: Locator, text: string): Promise<{ x: number; y: number }> {
  const line = lines.filter({ hasText: text }).first().locator('> span');
  // The editor draws blanks as no-break spaces.
  const content = ((await line.textContent()) ?? '').replaceAll('\u00a0', ' ');
  const box = await line.boundingBox();
  if (!box) throw new Error(`"${text}" is not in sight.`);
  const character = content.indexOf(text) + text.length / 2;
  return { x: box.x + (box.width * character) / content.length, y: box.y + box.height / 2 };
}

/**
 * Does what a user does when nothing happens: tries again. A list or a lens may be drawn anew just under a click.
 * `lost` resolves where it is seen before the time is over that an attempt came to nothing.
 */
export async function until(
  shown: Locator,
  attempt: () => Promise<unknown>,
  lost?: (timeout: number) => Promise<unknown>,
): Promise<void> {
  for (let count = 0; count < 12; count += 1) {
    const timeout = Math.min(shortMs, firstMs * 2 ** count);
    await impatiently(shown.page(), timeout, attempt);
    const seen = shown.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
    const failed = lost?.(timeout).then(
      () => false,
      () => seen,
    );
    if (await Promise.race([seen, failed ?? seen])) return;
    console.warn(`Attempt ${count + 1} was lost: ${shown}`);
  }
  await shown.waitFor();
}

/** Attempts under way; one may be part of another. */
const attempts = new WeakMap<Page, number>();

/** A key that is lost, or an element that is drawn anew under the pointer, costs this attempt and no more. */
async function impatiently(page: Page, timeout: number, attempt: () => Promise<unknown>): Promise<void> {
  const around = attempts.get(page) ?? 0;
  attempts.set(page, around + 1);
  page.setDefaultTimeout(timeout);
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
  } finally {
    attempts.set(page, around);
    if (around === 0) page.setDefaultTimeout(patienceMs);
  }
}
