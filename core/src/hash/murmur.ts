// MurmurHash3_x86_32 by Austin Appleby (public domain, smhasher r136), over the UTF-8 bytes of a string.
// Written for speed; murmur-small.ts is the same function written for size.

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mix(state: number, block: number): number {
  const h = state ^ scramble(block);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number, bytes: number): number {
  let h = state ^ bytes;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Any text, a code unit at a time. A lone surrogate is U+FFFD, as TextEncoder has it. */
function hashUtf8(text: string, state: number, bytesBefore: number): number {
  let h = state;
  let block = 0;
  let bytes = bytesBefore;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if ((code & 0xf800) === 0xd800) {
      const low = text.charCodeAt(i + 1);
      if (code < 0xdc00 && (low & 0xfc00) === 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        i++;
      } else {
        code = 0xfffd;
      }
    }
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let left = size - 1; left >= 0; left--) {
      const bits = code >> (6 * left);
      const byte = size === 1 ? code : left === size - 1 ? ((0xf00 >> size) & 0xff) | bits : 0x80 | (bits & 0x3f);
      block |= byte << ((bytes & 3) * 8);
      if ((++bytes & 3) === 0) {
        h = mix(h, block);
        block = 0;
      }
    }
  }
  return finish(h ^ scramble(block), bytes);
}

/**
 * Hashes `text` as the continuation of a prefix whose whole 4-byte blocks are already in `state`. Allocates nothing.
 *
 * @param state what {@link prefixState} returned for the prefix; 0 for none
 * @param bytesBefore length of the prefix, a multiple of 4
 * @returns the hash as a signed 32-bit integer: an unsigned one would be boxed on the heap in half of all cases
 */
export function hashAfter(state: number, bytesBefore: number, text: string): number {
  let h = state;
  const length = text.length;
  const whole = length & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    if ((a | b | c | d) > 127) return hashUtf8(text, state, bytesBefore);
    h = mix(h, a | (b << 8) | (c << 16) | (d << 24));
  }
  let block = 0;
  for (; i < length; i++) {
    const a = text.charCodeAt(i);
    if (a > 127) return hashUtf8(text, state, bytesBefore);
    block |= a << ((i - whole) * 8);
  }
  return finish(h ^ scramble(block), bytesBefore + length);
}

/** The state after a prefix of ASCII characters whose number is a multiple of 4. */
export function prefixState(prefix: string): number {
  let h = 0;
  for (let i = 0; i < prefix.length; i += 4) {
    let block = 0;
    for (let j = 3; j >= 0; j--) block = (block << 8) | prefix.charCodeAt(i + j);
    h = mix(h, block);
  }
  return h;
}

/**
 * MurmurHash3_x86_32 of the UTF-8 bytes of `text` with seed 0, as an unsigned 32-bit integer. The short way: a browser
 * hashes a few keys, and counts what it loads.
 */
export function murmur3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  let h = 0;
  let block = 0;
  bytes.forEach((byte, i) => {
    block |= byte << ((i & 3) * 8);
    if ((i & 3) === 3) {
      h = mix(h, block);
      block = 0;
    }
  });
  return finish(h ^ scramble(block), bytes.length) >>> 0;
}
