// node test/bench/keystroke.mjs [statements] [keystrokes]: the processor time that one typed character costs the engine, without protocol and editor.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { migration } from './migrations.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const count = Number(process.argv[2] ?? 10_000);
const keystrokes = Number(process.argv[3] ?? 200);
const bundle = join(root, '.cache', 'keystroke.cjs');

await mkdir(dirname(bundle), { recursive: true });
await build({
  stdin: {
    contents: `
      export { createWorkspace } from './server/src/analysis/createWorkspace.ts';
      export { defaultConfiguration } from './server/src/analysis/configuration.ts';
      export { loadPostgresParser } from './server/src/dialects/postgres/postgres.ts';`,
    resolveDir: root,
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'cjs',
  outfile: bundle,
});
const { createWorkspace, defaultConfiguration, loadPostgresParser } = createRequire(import.meta.url)(bundle);
await loadPostgresParser();

const workspace = createWorkspace({
  configuration: () => defaultConfiguration,
  projectFacts: () => ({}),
  reportRuleError: (rule, _file, error) => console.error(rule, error),
});
const file = '/bench/migrations/1_bench.sql';
let text = migration(count);
// Processor time of this process: what other processes on the machine do must not count.
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
let started = now();
workspace.set(file, text);
const first = workspace.analysis(file);
console.log(`${count} statements, ${(text.length / 1e6).toFixed(2)} million characters`);
console.log(`first analysis ${(now() - started).toFixed(0)} ms, ${first.count} findings`);

const steps = { read: [], answer: [] };
const stride = 7919;
for (let stroke = 0; stroke < keystrokes; stroke += 1) {
  let at = text.indexOf(';', (stroke * stride * 131) % (text.length - 200));
  at = at < 0 ? text.length - 2 : at - 3;
  text = `${text.slice(0, at)}x${text.slice(at)}`;
  started = now();
  workspace.set(file, text, { start: at, oldEnd: at, newEnd: at + 1 });
  const analysis = workspace.analysis(file);
  const read = now();
  for (const raw of analysis.mostSevere(1000)) analysis.locate(raw);
  steps.answer.push(now() - read);
  steps.read.push(read - started);
}
for (const [name, times] of Object.entries(steps)) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(2);
  console.log(`${name}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, most ${at(1)} ms`);
}
