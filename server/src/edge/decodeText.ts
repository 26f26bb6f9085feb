/** Text of a file, or why it is none. */
export type Decoded =
  | {
      readonly text: string;
      readonly encoding: Encoding;
      /** Bytes that the encoding does not have became U+FFFD: the text cannot be written back. */
      readonly isLossy?: true;
    }
  | { readonly problem: string };

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Bytes looked at to tell text from binary. */
const sampleBytes = 64 * 1024;

/**
 * Decodes UTF-8 (with or without byte order mark) and UTF-16 with byte order mark. A byte order mark stays in the text as
 * U+FEFF, so that offsets are those of an editor that keeps it. Binary content is a problem, not text;
 * single invalid bytes become U+FFFD, as editors show them.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be');
  if (looksBinary(bytes)) return { problem: 'is not a text file.' };
  return decode(bytes, 'utf-8');
}

function decode(bytes: Uint8Array, encoding: Encoding): Decoded {
  try {
    return { text: new TextDecoder(encoding, { ignoreBOM: true, fatal: true }).decode(bytes), encoding };
  } catch {
    return { text: new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes), encoding, isLossy: true };
  }
}

/** The bytes of `text` in the encoding that its file had. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

/** More than a few bytes that no text has, and more than one in a hundred: some NUL bytes in a dump are still text. */
function looksBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, sampleBytes);
  let control = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control += 1;
  }
  return control > 8 && control * 100 > length;
}
