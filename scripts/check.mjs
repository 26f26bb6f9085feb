// npm run check: everything that can be said about the code without running it.
import { join } from 'node:path';
import { root, run, step } from './prepare.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const checks = [
  ['Types', bin('tsc'), ['-p', '.']],
  ['Types of the panels', bin('tsc'), ['-p', 'client/webview']],
  ['Lint and format', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['Dead code', bin('knip'), ['--no-progress']],
  ['Generated files are fresh', process.execPath, [join(root, 'scripts', 'generateRules.mjs'), '--check']],
  ['House rules', bin('vitest'), ['run', 'test/meta', '--reporter=dot']],
];

let failed = 0;
for (const [title, command, args] of checks) {
  const status = await step(title, () => run(command, args, { quiet: true }));
  if (status !== 0) {
    failed += 1;
    console.error(`  ${title}: failed`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
