import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { RawFinding } from '../analysis/rawFinding.ts';
import type { FileAnalysis } from '../analysis/workspace.ts';
import type { ServerContext } from './context.ts';
import type { LineEdits } from './documents.ts';
import { diagnosticSource, toDiagnostic } from './toDiagnostics.ts';

/** More than anybody reads; every keystroke sends them all. */
const mostDiagnostics = 1_000;

/** In longer files the edits of fixes are only made when asked for: to write one, a tool may look at the whole file. */
const mostStatementsWithData = 500;

/** A diagnostic as it was sent, and when. */
interface Sent {
  readonly edits: LineEdits;
  readonly epoch: number;
  readonly stroke: number;
  readonly startLine: number;
  readonly endLine: number;
  /** JSON in UTF-8. */
  readonly bytes: Uint8Array;
}

const sent = new WeakMap<RawFinding, Sent>();

/**
 * The JSON of at most a thousand diagnostics, the most severe kept; the last one says how many more there are. What was
 * sent before and stands in lines that were not edited since is the same bytes.
 */
export function diagnosticTexts(
  analysis: FileAnalysis,
  document: TextDocument,
  edits: LineEdits,
  context: ServerContext,
): readonly Uint8Array[] {
  const hidden = analysis.count > mostDiagnostics ? analysis.count - mostDiagnostics + 1 : 0;
  const isShort = analysis.script.statements.length <= mostStatementsWithData;
  const texts: Uint8Array[] = [];
  const seen = new Set<string>();
  for (const raw of analysis.mostSevere(hidden > 0 ? mostDiagnostics - 1 : mostDiagnostics)) {
    const known = isShort ? undefined : sent.get(raw);
    if (known && isUnmoved(known, edits)) {
      texts.push(known.bytes);
      continue;
    }
    const diagnostic = toDiagnostic(analysis.locate(raw), document, context, isShort);
    const bytes = Buffer.from(JSON.stringify(diagnostic), 'utf8');
    const { start, end } = diagnostic.range;
    if (isShort) {
      // The same rule speaks once at a place, also where two statements of the file are the same text.
      const place = `${raw.rule} ${start.line} ${start.character} ${end.line} ${end.character}`;
      if (seen.has(place)) continue;
      seen.add(place);
    } else if (raw.related.length === 0) {
      const { epoch, stroke } = edits;
      sent.set(raw, { edits, epoch, stroke, startLine: start.line, endLine: end.line, bytes });
    }
    texts.push(bytes);
  }
  if (hidden > 0) texts.push(Buffer.from(JSON.stringify(moreDiagnostic(hidden)), 'utf8'));
  return texts;
}

function isUnmoved(known: Sent, edits: LineEdits): boolean {
  return (
    known.edits === edits &&
    known.epoch === edits.epoch &&
    (edits.strokes.get(known.startLine) ?? 0) <= known.stroke &&
    (edits.strokes.get(known.endLine) ?? 0) <= known.stroke
  );
}

function moreDiagnostic(count: number) {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Information,
    source: diagnosticSource,
    message: `${count} more ${count === 1 ? 'finding is' : 'findings are'} not shown: the ${mostDiagnostics - 1} most severe ones are. Run "dbarch lint" to see all.`,
  };
}
