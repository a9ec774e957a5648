/** Numbers that look random and follow from a seed: the same seed gives the same ones, on every machine. */
export class Chance {
  #state: number;

  constructor(seed: number | string) {
    this.#state = typeof seed === 'string' ? hashOf(seed) : seed | 0;
  }

  /** From 0 to below 1: the mulberry32 generator, whose 32 bits of state are plenty for one run. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }
}

/** FNV-1a: seeds that differ a little begin far apart. */
function hashOf(seed: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
