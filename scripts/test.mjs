// npm test [vitest arguments]: sets up what the tests need, then runs the checks and every test.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, root, run } from './prepare.mjs';

const filters = process.argv.slice(2);
const report = join(root, 'test-results', 'report.json');

await ensureDependencies();
await ensureBuild();
const checked = filters.length > 0 ? 0 : await run(process.execPath, [join(root, 'scripts', 'check.mjs')]);
await mkdir(join(root, 'test-results'), { recursive: true });
const tested = await run(process.execPath, [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...filters,
]);

const results = JSON.parse(
  await readFile(report, 'utf8').catch(() => '{"numPassedTests":0,"numFailedTests":0,"testResults":[]}'),
);
// A file that fails outside of its tests (an import, a hook) has no failed test of its own.
const brokenFiles = results.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
).length;
const passed = results.numPassedTests + (checked === 0 ? 1 : 0);
const failed = results.numFailedTests + brokenFiles + (checked === 0 ? 0 : 1);
const skipped = (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0);
const failedWithoutResult = tested !== 0 && failed === 0;
console.log(
  `${passed} passed, ${failed + (failedWithoutResult ? 1 : 0)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exitCode = failed > 0 || tested !== 0 || checked !== 0 || passed === 0 ? 1 : 0;
