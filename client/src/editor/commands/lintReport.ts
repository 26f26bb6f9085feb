import * as vscode from 'vscode';

export interface FileProblems {
  readonly uri: vscode.Uri;
  readonly diagnostics: readonly vscode.Diagnostic[];
}

const severities: Readonly<Record<string, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

interface ReportedFinding {
  readonly file: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly url?: string;
  readonly range: { readonly start: ReportedPosition; readonly end: ReportedPosition };
}

interface ReportedPosition {
  readonly line: number;
  readonly character: number;
}

/** Reads what `lint --format json` printed for a folder into the diagnostics of its files. */
export function parseLintReport(json: string, folder: vscode.Uri): readonly FileProblems[] {
  const report = JSON.parse(json) as { readonly findings: readonly ReportedFinding[] };
  const byFile = new Map<string, vscode.Diagnostic[]>();
  for (const finding of report.findings) {
    const list = byFile.get(finding.file) ?? [];
    byFile.set(finding.file, list);
    list.push(toDiagnostic(finding));
  }
  return [...byFile].map(([file, diagnostics]) => ({
    uri: file.startsWith('/') || /^[a-z]:/i.test(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder, file),
    diagnostics,
  }));
}

function toDiagnostic({ range, message, severity, rule, url }: ReportedFinding): vscode.Diagnostic {
  const { start, end } = range;
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(start.line, start.character, end.line, end.character),
    message,
    severities[severity],
  );
  diagnostic.source = 'database-architect';
  diagnostic.code = url === undefined ? rule : { value: rule, target: vscode.Uri.parse(url) };
  return diagnostic;
}
