/** Bytes that belong at a place between those written. */
interface Loan {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Large binaries that are not copied to where they belong, in order. */
export class Loans {
  #loans: Loan[] = [];
  /** Of all together. */
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#loans.length === 0;
  }

  add(at: number, bytes: Uint8Array): void {
    this.#loans.push({ at, bytes });
    this.#bytes += bytes.length;
  }

  giveBack(): void {
    if (this.isEmpty) return;
    this.#loans = [];
    this.#bytes = 0;
  }

  /** Those up to `end`. */
  upTo(end: number): readonly Loan[] {
    return this.#loans.filter(({ at }) => at <= end);
  }

  /** Takes those away that belong behind `begin`. */
  takeBehind(begin: number): Loans {
    const taken = new Loans();
    while ((this.#loans.at(-1)?.at ?? 0) > begin) {
      const loan = this.#loans.pop() as Loan;
      this.#bytes -= loan.bytes.length;
      taken.#loans.unshift(loan);
      taken.#bytes += loan.bytes.length;
    }
    return taken;
  }

  /** Adds these, whose places have moved by so much. */
  addMoved(loans: Loans, by: number): void {
    for (const { at, bytes } of loans.#loans) this.add(at + by, bytes);
  }

  /** Whether all are still there: a getter of a value can take memory away that was read before it. */
  get isWhole(): boolean {
    return this.#loans.reduce((sum, { bytes }) => sum + bytes.length, 0) === this.#bytes;
  }
}
