import type { Writable } from 'node:stream';
import {
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type Message,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/**
 * A report whose JSON is put together from parts that are kept: a thousand diagnostics are sent at every keystroke, and
 * all but their places are the same as before.
 */
export class PreparedReport implements FullDocumentDiagnosticReport {
  readonly kind = DocumentDiagnosticReportKind.Full;
  readonly resultId: string;
  private readonly itemTexts: readonly string[];

  /** `itemTexts`: the JSON of each diagnostic. */
  constructor(resultId: string, itemTexts: readonly string[]) {
    this.resultId = resultId;
    this.itemTexts = itemTexts;
  }

  get items(): Diagnostic[] {
    return JSON.parse(`[${this.itemTexts.join(',')}]`) as Diagnostic[];
  }

  get json(): string {
    const head = `{"kind":"${this.kind}","resultId":${JSON.stringify(this.resultId)},"items":[`;
    return `${head}${this.itemTexts.join(',')}]}`;
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
      encode: (message) => Promise.resolve(Buffer.from(jsonOf(message), 'utf8')),
    },
  });
}

function jsonOf(message: Message): string {
  const result: unknown = 'result' in message ? message.result : undefined;
  if (!(result instanceof PreparedReport) || !('id' in message)) return JSON.stringify(message);
  return `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":${result.json}}`;
}
