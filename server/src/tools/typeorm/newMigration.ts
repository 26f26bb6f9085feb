import type { NewFile } from '../../model/finding.ts';
import type { Script } from '../../model/script.ts';
import { fileName, folderOf } from '../paths.ts';
import { lineEndingOf, pascalName } from '../textEdits.ts';
import type { MigrationFile } from './parse.ts';

export interface MigrationContent {
  /** Words for the class and file name. */
  readonly name: string;
  /** Statements of `up`, in TypeScript. */
  readonly statements: readonly string[];
  /** Statements of `down`; none where the migration before takes back what this one does. */
  readonly undo: readonly string[];
  readonly noTransaction: boolean;
  /** Names used besides MigrationInterface and QueryRunner. */
  readonly imports?: readonly string[];
}

/**
 * A migration that runs after the one of `script`: its timestamp plus `offset` (ms). Undefined where neither the file nor
 * its class has a timestamp to count from.
 */
export function newMigration(
  script: Script,
  file: MigrationFile,
  offset: number,
  content: MigrationContent,
): NewFile | undefined {
  const own = fileName(script.file);
  const stamp = /^(\d{10,})-/.exec(own)?.[1] ?? /(\d{13})$/.exec(file.class?.name ?? '')?.[1];
  if (stamp === undefined) return undefined;
  const timestamp = String(Number(stamp) + offset).padStart(stamp.length, '0');
  const name = pascalName(content.name);
  const extension = /\.[cm]?[jt]s$/.exec(own)?.[0] ?? '.ts';
  const folder = folderOf(script.file);
  const newline = lineEndingOf(script.text);
  return {
    file: `${folder ? `${folder}/` : ''}${timestamp}-${name}${extension}`,
    text: render(`${name}${timestamp}`, script, content).join(newline),
  };
}

function render(className: string, script: Script, content: MigrationContent): readonly string[] {
  const isTyped = /\.[cm]?ts$/.test(script.file);
  const isCommonJs = !isTyped && script.text.includes('module.exports');
  const imports = [...(isTyped ? ['MigrationInterface', 'QueryRunner'] : []), ...(content.imports ?? [])];
  const importLine = isCommonJs
    ? `const { ${imports.join(', ')} } = require('typeorm');`
    : `import { ${imports.join(', ')} } from 'typeorm';`;
  const head = isCommonJs ? `module.exports = class ${className} {` : `export class ${className}`;
  const method = (name: string): string =>
    isTyped ? `  public async ${name}(queryRunner: QueryRunner): Promise<void> {` : `  async ${name}(queryRunner) {`;
  const down =
    content.undo.length > 0
      ? [method('down'), ...content.undo.map((statement) => `    ${statement}`)]
      : [isTyped ? '  public async down(): Promise<void> {' : '  async down() {', '    // Nothing to take back.'];
  return [
    ...(imports.length > 0 ? [importLine, ''] : []),
    isTyped ? `${head} implements MigrationInterface {` : isCommonJs ? head : `${head} {`,
    ...(content.noTransaction ? ['  transaction = false;', ''] : []),
    method('up'),
    ...content.statements.map((statement) => `    ${statement}`),
    '  }',
    '',
    ...down,
    '  }',
    isCommonJs ? '};' : '}',
    '',
  ];
}
