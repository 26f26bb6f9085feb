import { defineConfig } from 'vitest/config';

/** Run what `npm run build` makes: the server over stdio, the command line, the extension in an editor. */
const built = ['test/language-server/**/*.test.ts', 'test/terminal/**/*.test.ts'];
const editor = ['test/editor/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // Two: servers and browsers run beside the tests.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['server/**/*.test.ts', 'client/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['node_modules', 'dist', ...built, ...editor],
        },
      },
      { extends: true, test: { name: 'built', include: built, globalSetup: ['test/support/build.ts'] } },
      {
        extends: true,
        test: {
          name: 'editor',
          include: editor,
          globalSetup: ['test/support/build.ts', 'test/editor/support/install.ts'],
        },
      },
    ],
  },
});
