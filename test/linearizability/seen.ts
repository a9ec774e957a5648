const WORD = 16;

/** Which calls are done, and with which of them done which states were reached before. */
export class Seen {
  readonly #words: number[];
  readonly #entered = new Set<string>();

  constructor(calls: number) {
    this.#words = new Array(Math.ceil(calls / WORD)).fill(0);
  }

  has(call: number): boolean {
    return ((this.#words[Math.floor(call / WORD)] as number) & (1 << (call % WORD))) !== 0;
  }

  /** The call is done now, or no longer. */
  flip(call: number): void {
    const word = Math.floor(call / WORD);
    this.#words[word] = (this.#words[word] as number) ^ (1 << (call % WORD));
  }

  /** Notes the state, with the calls done. Whether it is new. */
  enter(state: string): boolean {
    const known = this.#entered.size;
    this.#entered.add(String.fromCharCode(...this.#words) + state);
    return this.#entered.size > known;
  }
}
