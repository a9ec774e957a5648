/**
 * Names of objects: `*` stands for any run of characters, all else for itself, and the whole name must match. Takes a time
 * that grows with the name, whatever the pattern: clients choose the names.
 */
export class NamePattern {
  readonly #first: string;
  /** What must be found between, one behind the other. */
  readonly #middle: readonly string[];
  /** `undefined` where there is no star. */
  readonly #last: string | undefined;

  constructor(pattern: string) {
    const [first = '', ...others] = pattern.split('*');
    this.#first = first;
    this.#last = others.pop();
    this.#middle = others.filter((part) => part !== '');
  }

  /** Whether it matches every name. */
  get isEverything(): boolean {
    return this.#first === '' && this.#last === '' && this.#middle.length === 0;
  }

  matches(name: string): boolean {
    if (this.#last === undefined) return name === this.#first;
    const end = name.length - this.#last.length;
    if (!name.startsWith(this.#first) || !name.endsWith(this.#last)) return false;
    let at = this.#first.length;
    for (const part of this.#middle) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= end;
  }
}
