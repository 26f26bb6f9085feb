import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { hostLanguages, setGrammar } from './host/treeSitter.ts';

let loading: Promise<void> | undefined;

/**
 * Loads the grammars of the languages that migrations are written in, once per process, before any file is read.
 * `wasm`: the folder of `web-tree-sitter.wasm` and `tree-sitter-<language>.wasm`, or a function from such a name to a path.
 */
export function loadToolParsers(wasm: string | ((file: string) => string)): Promise<void> {
  loading ??= load(typeof wasm === 'string' ? (file) => join(wasm, file) : wasm);
  return loading;
}

async function load(pathOf: (file: string) => string): Promise<void> {
  await Parser.init({ locateFile: pathOf });
  await Promise.all(
    hostLanguages.map(async (language) => {
      setGrammar(language, await Language.load(await readFile(pathOf(`tree-sitter-${language}.wasm`))));
    }),
  );
}
