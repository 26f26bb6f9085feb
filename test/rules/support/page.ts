import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A rule's page: prose, and fenced examples whose info string says what they are:
 * `sql bad`, `sql good version=13`, `sql fixed file=0003_validate.sql`, `python django bad`, `sql goose setup` …
 */
export interface Page {
  readonly id: string;
  readonly category: string;
  readonly file: string;
  readonly text: string;
  readonly headings: readonly string[];
  readonly examples: readonly Example[];
  /** Fences without a role, which assert nothing. */
  readonly idle: readonly Fence[];
}

export type Role = 'setup' | 'bad' | 'good' | 'fixed';

export interface Fence {
  readonly role?: Role;
  /** `sql`, `python`, `typescript`. */
  readonly language: string;
  /** The tool named in the info string; undefined: by the file. */
  readonly tool?: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Content with caret lines, each line ended. */
  readonly text: string;
  /** 1-based line of the opening fence in the page. */
  readonly line: number;
  /** Offsets of the content in the page. */
  readonly start: number;
  readonly end: number;
}

/** A file to lint with what surrounds it. */
export interface Example {
  readonly role: 'bad' | 'good';
  readonly fence: Fence;
  /** Files before it, in order. */
  readonly setup: readonly Fence[];
  /** What the fix makes of it; empty where the page does not say. */
  readonly fixed: readonly Fence[];
}

const roles: readonly string[] = ['setup', 'bad', 'good', 'fixed'] satisfies Role[];
const flags: readonly string[] = ['fails', 'differs', 'norun'];

const rulesFolder = join(import.meta.dirname, '../../../server/src/rules');

/** The pages of all rules, by category and id. */
export function readPages(): Page[] {
  return ['migration', 'query', 'schema', 'syntax'].flatMap((category) =>
    readdirSync(join(rulesFolder, category))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => readPage(join(rulesFolder, category, name), category, name.slice(0, -3))),
  );
}

function readPage(file: string, category: string, id: string): Page {
  const text = readFileSync(file, 'utf8');
  return { id, category, file, text, ...parsePage(text) };
}

/** Reads the fences of a page. A `setup` holds for the examples of its language and tool until the next run of setups. */
export function parsePage(text: string): Pick<Page, 'headings' | 'examples' | 'idle'> {
  const fences = readFences(text);
  const examples: { role: 'bad' | 'good'; fence: Fence; setup: readonly Fence[]; fixed: Fence[] }[] = [];
  const setups = new Map<string, Fence[]>();
  let previous: Fence | undefined;
  for (const fence of fences) {
    const key = `${fence.language} ${fence.tool ?? ''}`;
    if (fence.role === 'setup') {
      const continues = previous?.role === 'setup' && `${previous.language} ${previous.tool ?? ''}` === key;
      setups.set(key, continues ? [...(setups.get(key) ?? []), fence] : [fence]);
    } else if (fence.role === 'fixed') {
      examples.at(-1)?.fixed.push(fence);
    } else if (fence.role) {
      examples.push({ role: fence.role, fence, setup: setups.get(key) ?? [], fixed: [] });
    }
    previous = fence;
  }
  return {
    headings: [...text.matchAll(/^(#+ .+)$/gm)].map((match) => match[1] ?? ''),
    examples,
    idle: fences.filter((fence) => !fence.role),
  };
}

function readFences(text: string): Fence[] {
  const fences: Fence[] = [];
  for (const match of text.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)) {
    const info = match[1] ?? '';
    const content = match[2] ?? '';
    const start = match.index + 3 + info.length + 1;
    const [language = '', ...words] = info.trim().split(/\s+/);
    const attributes = new Map<string, string>();
    let role: Role | undefined;
    let tool: string | undefined;
    for (const word of words) {
      const [name = '', value] = word.split(/=(.*)/s);
      if (value !== undefined) attributes.set(name, value);
      else if (isRole(word)) role = word;
      else if (flags.includes(word)) attributes.set(word, 'yes');
      else tool = word;
    }
    const line = text.slice(0, match.index).split('\n').length;
    fences.push({ role, language, tool, attributes, text: content, line, start, end: start + content.length });
  }
  return fences;
}

function isRole(word: string): word is Role {
  return roles.includes(word);
}
