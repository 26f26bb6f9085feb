import type { Writable } from 'node:stream';
import {
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type Message,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const comma = Buffer.from(',');
const tail = Buffer.from(']}');
const end = Buffer.from('}');

/**
 * A report whose JSON is put together from parts that are kept: a thousand diagnostics are sent at every keystroke, and
 * all but their places are the same as before.
 */
export class PreparedReport implements FullDocumentDiagnosticReport {
  readonly kind = DocumentDiagnosticReportKind.Full;
  readonly resultId: string;
  private readonly itemTexts: readonly Uint8Array[];

  /** `itemTexts`: the JSON of each diagnostic, in UTF-8. */
  constructor(resultId: string, itemTexts: readonly Uint8Array[]) {
    this.resultId = resultId;
    this.itemTexts = itemTexts;
  }

  get items(): Diagnostic[] {
    return this.itemTexts.map((text) => JSON.parse(Buffer.from(text).toString('utf8')) as Diagnostic);
  }

  /** The JSON of the report, in UTF-8. */
  bytes(): readonly Uint8Array[] {
    const head = `{"kind":"${this.kind}","resultId":${JSON.stringify(this.resultId)},"items":[`;
    const parts: Uint8Array[] = [Buffer.from(head)];
    for (const [index, text] of this.itemTexts.entries()) {
      if (index > 0) parts.push(comma);
      parts.push(text);
    }
    parts.push(tail);
    return parts;
  }

  /** For writers that know nothing of prepared reports. */
  toJSON(): FullDocumentDiagnosticReport {
    return { kind: this.kind, resultId: this.resultId, items: this.items };
  }
}

/** A writer that sends the JSON of prepared reports as it is. */
export function preparedWriter(output: Writable): StreamMessageWriter {
  return new StreamMessageWriter(output, {
    contentTypeEncoder: {
      name: 'application/json',
      encode: (message) => Promise.resolve(bytesOf(message)),
    },
  });
}

function bytesOf(message: Message): Uint8Array {
  const result: unknown = 'result' in message ? message.result : undefined;
  if (!(result instanceof PreparedReport) || !('id' in message)) return Buffer.from(JSON.stringify(message), 'utf8');
  const head = Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":`);
  return Buffer.concat([head, ...result.bytes(), end]);
}
