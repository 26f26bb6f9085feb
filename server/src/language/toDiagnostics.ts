import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Fix, RelatedPlace, Severity } from '../model/finding.ts';
import type { DiagnosticData } from '../protocol.ts';
import type { ServerContext } from './context.ts';
import { rangeOf } from './ranges.ts';

/** As `source` of every diagnostic. */
export const diagnosticSource = 'database-architect';

const severityNumbers: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** One finding as the client shows it. */
export function toDiagnostic(
  finding: Finding,
  document: TextDocument,
  context: ServerContext,
  withData = true,
): Diagnostic {
  const diagnostic: Diagnostic = {
    range: rangeOf(document, finding.span),
    severity: severityNumbers[finding.severity],
    code: finding.rule,
    codeDescription: { href: finding.url },
    source: diagnosticSource,
    message: finding.message,
  };
  if (finding.tags && finding.tags.length > 0) diagnostic.tags = finding.tags.map(tagNumber);
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
