/** Language ids under which SQL files are known; none of them is contributed by this extension. */
const sqlLanguages: readonly string[] = ['sql', 'postgres', 'postgresql', 'pgsql', 'plpgsql'];

const schemes = ['file', 'untitled', 'vscode-vfs'];

const ormFiles: readonly { readonly language: string; readonly pattern: string }[] = [
  { language: 'python', pattern: '**/migrations/**/*.py' },
  { language: 'python', pattern: '**/models.py' },
  { language: 'python', pattern: '**/models/**/*.py' },
  { language: 'typescript', pattern: '**/*migration*/**' },
  { language: 'javascript', pattern: '**/*migration*/**' },
];

/** Everything the language server looks at. */
export const analysedDocuments = schemes.flatMap((scheme) => [
  ...sqlLanguages.map((language) => ({ scheme, language })),
  ...ormFiles.map((file) => ({ scheme, ...file })),
  { scheme, pattern: '**/.dbarch.jsonc' },
]);
