import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileAnalysis } from '../analysis/workspace.ts';
import type { Finding, Fix, RelatedPlace, Severity } from '../model/finding.ts';
import type { DiagnosticData } from '../protocol.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';

/** As `source` of every diagnostic. */
export const diagnosticSource = 'database-architect';

/** More than anybody reads; every keystroke sends them all. */
const mostDiagnostics = 1_000;

/** In longer files the edits of fixes are only made when asked for: to write one, a tool may look at the whole file. */
const mostStatementsWithData = 500;

const severityNumbers: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The JSON of at most a thousand diagnostics, the most severe first kept; the last one says how many more there are. */
export function diagnosticTexts(analysis: FileAnalysis, document: TextDocument, context: ServerContext): string[] {
  const hidden = analysis.count > mostDiagnostics ? analysis.count - mostDiagnostics + 1 : 0;
  const findings = analysis.mostSevere(hidden > 0 ? mostDiagnostics - 1 : mostDiagnostics);
  const isShort = analysis.script.statements.length <= mostStatementsWithData;
  const texts = findings.map((finding) =>
    isShort || finding.related.length > 0
      ? JSON.stringify(toDiagnostic(finding, document, context, isShort))
      : movedText(finding, document),
  );
  if (hidden > 0) texts.push(JSON.stringify(moreDiagnostic(hidden)));
  return texts;
}

/** The JSON after the range, by message: the same strings come again at every keystroke. */
const unmovedTexts = new Map<string, { readonly rule: string; readonly severity: Severity; readonly text: string }>();
const mostUnmovedTexts = 20_000;

/** What `toDiagnostic` makes of a finding without related places and data, put together from what is kept. */
function movedText(finding: Finding, document: TextDocument): string {
  const start = document.positionAt(finding.span.start);
  const end = document.positionAt(finding.span.end);
  let known = unmovedTexts.get(finding.message);
  if (!known || known.rule !== finding.rule || known.severity !== finding.severity) {
    if (unmovedTexts.size > mostUnmovedTexts) unmovedTexts.clear();
    const { rule, severity } = finding;
    known = { rule, severity, text: JSON.stringify(unmovedPart(finding)).slice(1) };
    unmovedTexts.set(finding.message, known);
  }
  return `{"range":{"start":{"line":${start.line},"character":${start.character}},"end":{"line":${end.line},"character":${end.character}}},${known.text}`;
}

function unmovedPart(finding: Finding): Omit<Diagnostic, 'range'> {
  return {
    severity: severityNumbers[finding.severity],
    code: finding.rule,
    codeDescription: { href: finding.url },
    source: diagnosticSource,
    message: finding.message,
    ...(finding.tags && finding.tags.length > 0 && { tags: finding.tags.map(tagNumber) }),
  };
}

/** One finding as the client shows it. */
export function toDiagnostic(
  finding: Finding,
  document: TextDocument,
  context: ServerContext,
  withData = true,
): Diagnostic {
  const diagnostic: Diagnostic = { range: rangeOf(document, finding.span), ...unmovedPart(finding) };
  if (
    finding.related.length > 0 &&
    context.capabilities.textDocument?.publishDiagnostics?.relatedInformation !== false
  ) {
    diagnostic.relatedInformation = finding.related.flatMap((place) => relatedInformation(place, document, context));
  }
  const data = withData ? dataOf(finding, document) : undefined;
  if (data) diagnostic.data = data;
  return diagnostic;
}

function moreDiagnostic(count: number): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Information,
    source: diagnosticSource,
    message: `${count} more ${count === 1 ? 'finding is' : 'findings are'} not shown: the ${mostDiagnostics - 1} most severe ones are. Run "dbarch lint" to see all.`,
  };
}

function tagNumber(tag: 'unnecessary' | 'deprecated'): DiagnosticTag {
  return tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated;
}

function relatedInformation(
  place: RelatedPlace,
  document: TextDocument,
  context: ServerContext,
): DiagnosticRelatedInformation[] {
  const there = place.file === undefined ? document : context.document(place.file);
  if (!there) return [];
  return [{ location: { uri: there.uri, range: rangeOf(there, place.span) }, message: place.message }];
}

/** The edits of fixes that stay in the file, so that a client can apply them without asking again. */
function dataOf(finding: Finding, document: TextDocument): DiagnosticData | undefined {
  const local = finding.fixes.filter(isLocal);
  if (local.length === 0) return undefined;
  return {
    fixes: local.map(({ title, safety, edits }) => ({
      title,
      safety,
      edits: edits.map(({ span, newText }) => ({ range: rangeOf(document, span), newText })),
    })),
  };
}

function isLocal(fix: Fix): boolean {
  return fix.creates.length === 0 && fix.edits.every((edit) => edit.file === undefined);
}
