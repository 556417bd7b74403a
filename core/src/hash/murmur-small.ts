/**
 * MurmurHash3_x86_32 of the UTF-8 bytes of `text` with seed 0, as an unsigned 32-bit integer.
 * The same function as in murmur.ts, written for size instead of speed: the browser SDK carries this one.
 */
export function murmur3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  let hash = 0;
  let block = 0;
  bytes.forEach((byte, index) => {
    block |= byte << (8 * index);
    if (index % 4 > 2) {
      hash = mix(hash, block);
      hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
      block = 0;
    }
  });
  hash = mix(hash, block) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mix(hash: number, block: number): number {
  const scrambled = Math.imul(block, 0xcc9e2d51);
  return hash ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
}
