/** SHA-1 of a text's UTF-8 bytes as 40 hexadecimal digits: TypeORM builds the names of constraints and indexes with it. */
export function sha1(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16);
  for (const [at, byte] of bytes.entries()) words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - (at % 4) * 8));
  words[bytes.length >> 2] = (words[bytes.length >> 2] ?? 0) | (0x80 << (24 - (bytes.length % 4) * 8));
  words[words.length - 1] = bytes.length * 8;
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let block = 0; block < words.length; block += 16) addBlock(state, words.subarray(block, block + 16));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function addBlock(state: number[], block: Uint32Array): void {
  const schedule = [...block];
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let step = 0; step < 80; step++) {
    const at = (back: number): number => schedule[step - back] ?? 0;
    if (step >= 16) schedule.push(rotated(at(3) ^ at(8) ^ at(14) ^ at(16), 1));
    const round = Math.floor(step / 20);
    const mixed = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d][round] ?? 0;
    const sum = rotated(a, 5) + mixed + e + (constants[round] ?? 0) + (schedule[step] ?? 0);
    [a, b, c, d, e] = [sum | 0, a, rotated(b, 30), c, d];
  }
  for (const [at, value] of [a, b, c, d, e].entries()) state[at] = ((state[at] ?? 0) + value) | 0;
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
