// Bundles every entry point into dist/ and copies the WebAssembly that is loaded beside them.
// node scripts/build.mjs [--production] [--watch]
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { createEmptyCluster } from './emptyCluster.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Where a package's WebAssembly must lie: beside the bundle that loads it, or in dist/wasm for the grammars. */
const wasm = [
  ['libpg-query/wasm/libpg-query.wasm', 'libpg-query.wasm'],
  ['web-tree-sitter/web-tree-sitter.wasm', 'wasm/web-tree-sitter.wasm'],
  ...['python', 'typescript', 'tsx', 'javascript'].map((language) => [
    `@repomix/tree-sitter-wasms/out/tree-sitter-${language}.wasm`,
    `wasm/tree-sitter-${language}.wasm`,
  ]),
  ...['pglite.wasm', 'pglite.data'].map((file) => [`@electric-sql/pglite/dist/${file}`, file]),
];

/** PostgreSQL extensions that migrations commonly create; the embedded engine loads them from beside its bundle. */
const embeddedExtensions = [
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'ltree',
  'pg_trgm',
  'pgcrypto',
  'tablefunc',
  'unaccent',
  'uuid-ossp',
];

const shared = {
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: 'dist',
  external: ['vscode', 'pg-native'],
  // Both packages locate their WebAssembly by import.meta.url in the ESM entry, which a CommonJS bundle does not have.
  alias: {
    'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs',
    'libpg-query': './node_modules/libpg-query/wasm/index.cjs',
    '@electric-sql/pglite': './node_modules/@electric-sql/pglite/dist/index.cjs',
    // Its default entry is UMD, whose inner requires a bundler cannot see.
    'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  },
};

/** Output name → source. An entry whose source does not exist is an error, not a smaller product. */
const nodeEntries = {
  extension: 'client/src/editor/extension.ts',
  server: 'server/src/main.ts',
  cli: 'client/src/terminal/cli.ts',
  embeddedWorker: 'client/src/database/embedded/worker.ts',
};

const browser = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  outdir: 'dist/webview',
  entryPoints: await webviewEntries(),
};

async function webviewEntries() {
  const folder = join(root, 'client/webview');
  if (!existsSync(folder)) return [];
  const files = await readdir(folder);
  return files
    .filter((file) => /^[a-zA-Z]+\.(main\.ts|css)$/.test(file))
    .map((file) => ({
      in: join('client/webview', file),
      out: file.replace(/\.(main\.ts|css)$/, ''),
    }));
}

async function copyAssets() {
  const copies = [
    ...wasm,
    ...embeddedExtensions.map((name) => [`@electric-sql/pglite/dist/${name}.tar.gz`, `${name}.tar.gz`]),
  ];
  for (const [from, to] of copies) {
    await mkdir(dirname(join(dist, to)), { recursive: true });
    await copyFile(resolvePackageFile(from), join(dist, to));
  }
}

function resolvePackageFile(path) {
  const direct = join(root, 'node_modules', path);
  if (existsSync(direct)) return direct;
  const flat = direct.replace('/out/', '/');
  if (existsSync(flat)) return flat;
  throw new Error(`Cannot find ${path} in node_modules: run "npm install" first.`);
}

const entryPoints = Object.entries(nodeEntries)
  .filter(([, source]) => existsSync(join(root, source)) || !process.argv.includes('--partial'))
  .map(([out, source]) => ({ in: source, out }));

// Not otherwise: a test or an editor may be running from it.
if (production) await rm(dist, { recursive: true, force: true });
await copyAssets();
await createEmptyCluster(dist);
const builds = [{ ...node, entryPoints }, ...(browser.entryPoints.length > 0 ? [browser] : [])];
if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
  console.log('Watching; build output goes to dist/.');
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
