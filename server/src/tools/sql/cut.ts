import type { SplitResult } from '../../dialects/dialect.ts';
import type { Span } from '../../model/span.ts';
import type { Marker, SqlFlavour } from './flavour.ts';

/** A marker and the span of its comment in the file. */
export interface PlacedMarker extends Marker {
  readonly span: Span;
}

/** The tool's markers among the comments of a file, in order. */
export function findMarkers(flavour: SqlFlavour, split: SplitResult): readonly PlacedMarker[] {
  const markers: PlacedMarker[] = [];
  if (!flavour.marker) return markers;
  for (const comment of split.comments) {
    const marker = flavour.marker(comment.text);
    if (marker) markers.push({ ...marker, span: comment.span });
  }
  return markers;
}

/**
 * Spans of the statements. A marker ends a statement even where the semicolon before it is missing, because the tool
 * cuts the file there.
 */
export function statementSpans(text: string, split: SplitResult, markers: readonly PlacedMarker[]): readonly Span[] {
  const spans: Span[] = [];
  if (markers.length === 0) {
    for (const segment of split.segments) if (segment.kind === 'statement') spans.push(segment.span);
    return spans;
  }
  let next = 0;
  for (const segment of split.segments) {
    if (segment.kind !== 'statement') continue;
    let start = segment.span.start;
    const end = segment.span.end;
    for (let marker = markers[next]; marker && marker.span.start < end; marker = markers[++next]) {
      if (marker.span.start <= start) continue;
      pushTrimmed(spans, text, { start, end: marker.span.start });
      start = marker.span.end;
    }
    if (start === segment.span.start) spans.push(segment.span);
    else pushTrimmed(spans, text, { start, end });
  }
  return spans;
}

function pushTrimmed(spans: Span[], text: string, span: Span): void {
  const raw = text.slice(span.start, span.end);
  const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(raw)?.[0].length ?? 0;
  const length = raw.trimEnd().length;
  if (leading < length) spans.push({ start: span.start + leading, end: span.start + length });
}
