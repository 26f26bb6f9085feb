import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../analysis/workspace.ts';

/** A change of an open document as the protocol sends it; without a range it is the whole text. */
export interface ContentChange {
  readonly range?: {
    readonly start: { line: number; character: number };
    readonly end: { line: number; character: number };
  };
  readonly text: string;
}

/** Which lines of a document were edited, and when: what stands in other lines has not moved. */
export interface LineEdits {
  /** Grows when lines are added or removed: everything may have moved. */
  readonly epoch: number;
  /** Grows with every edit. */
  readonly stroke: number;
  /** Line → the last stroke that changed it, since the epoch began. */
  readonly strokes: ReadonlyMap<number, number>;
}

/** The documents that are open in the client. */
export interface Documents {
  get(uri: string): TextDocument | undefined;
  /** The same object for as long as the document is open. */
  lineEdits(uri: string): LineEdits | undefined;
  all(): readonly TextDocument[];
  open(uri: string, languageId: string, version: number, text: string): TextDocument;
  /** Applies changes in order; `onEdit` hears of each, `undefined` for a whole new text. */
  change(
    uri: string,
    version: number,
    changes: readonly ContentChange[],
    onEdit: (document: TextDocument, edit: Edit | undefined) => void,
  ): void;
  close(uri: string): void;
}

export function createDocuments(): Documents {
  const documents = new Map<string, TextDocument>();
  const edits = new Map<string, { epoch: number; stroke: number; readonly strokes: Map<number, number> }>();
  return {
    get: (uri) => documents.get(uri),
    lineEdits: (uri) => edits.get(uri),
    all: () => [...documents.values()],
    open(uri, languageId, version, text) {
      const document = TextDocument.create(uri, languageId, version, text);
      documents.set(uri, document);
      edits.set(uri, { epoch: 0, stroke: 0, strokes: new Map() });
      return document;
    },
    change(uri, version, changes, onEdit) {
      let document = documents.get(uri);
      if (!document) return;
      for (const change of changes) {
        const edit = change.range && editOf(document, change.range, change.text);
        noteLine(uri, change);
        document = TextDocument.update(document, [change], version);
        documents.set(uri, document);
        onEdit(document, edit);
      }
    },
    close(uri) {
      documents.delete(uri);
      edits.delete(uri);
    },
  };

  function noteLine(uri: string, { range, text }: ContentChange): void {
    const known = edits.get(uri);
    if (!known) return;
    known.stroke++;
    if (range && range.start.line === range.end.line && !/[\r\n]/.test(text)) {
      known.strokes.set(range.start.line, known.stroke);
    } else {
      known.epoch++;
      known.strokes.clear();
    }
  }
}

function editOf(document: TextDocument, range: NonNullable<ContentChange['range']>, text: string): Edit {
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  const start = Math.min(from, to);
  return { start, oldEnd: Math.max(from, to), newEnd: start + text.length };
}
