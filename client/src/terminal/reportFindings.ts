import { TextDocument } from 'vscode-languageserver-textdocument';
import { statementCount } from '../../../server/src/analysis/runs.ts';
import type { FileAnalysis } from '../../../server/src/analysis/workspace.ts';
import type { Finding, Fix } from '../../../server/src/model/finding.ts';
import { displayName } from '../../../server/src/model/names.ts';
import type { Span } from '../../../server/src/model/span.ts';
import { displayPath, type SourceFile } from './project.ts';
import type { LintReport, ReportedFinding, ReportedFix } from './report.ts';

/** The findings of files, in their order, in the shape of `--format json`. */
export function reportFindings(
  files: readonly string[],
  sources: ReadonlyMap<string, SourceFile>,
  analyses: ReadonlyMap<string, FileAnalysis>,
): Pick<LintReport, 'statements' | 'findings'> {
  const documents = new Map<string, TextDocument>();
  const findings: ReportedFinding[] = [];
  let statements = 0;
  for (const file of files) {
    const analysis = analyses.get(file);
    if (!analysis) continue;
    statements += statementCount(analysis.script);
    for (const finding of analysis.findings) findings.push(reportFinding(file, finding));
  }
  return { statements, findings };

  function documentOf(file: string): TextDocument {
    const known = documents.get(file);
    if (known) return known;
    const made = TextDocument.create(file, '', 0, sources.get(file)?.text ?? '');
    documents.set(file, made);
    return made;
  }

  function rangeOf(file: string, span: Span): ReportedFinding['range'] {
    const document = documentOf(file);
    return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
  }

  function reportFinding(file: string, finding: Finding): ReportedFinding {
    return {
      file: displayPath(file),
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      url: finding.url,
      range: rangeOf(file, finding.span),
      evidence: finding.evidence.map(({ table, lock, blocks, rewrites, scans }) => ({
        table: displayName(table),
        lock,
        blocks,
        rewrites,
        scans,
      })),
      fixes: finding.fixes.map((fix) => reportFix(file, fix)),
    };
  }

  function reportFix(file: string, { title, safety, edits, creates }: Fix): ReportedFix {
    return {
      title,
      safety,
      edits: edits.map((edit) => ({
        file: displayPath(edit.file ?? file),
        range: rangeOf(edit.file ?? file, edit.span),
        newText: edit.newText,
      })),
      creates: creates.map((created) => ({ file: displayPath(created.file), text: created.text })),
    };
  }
}
