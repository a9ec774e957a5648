import type { Chance } from '../harness/chance.js';
import type { Case, Step } from './cases.js';
import type { Generator } from './generator.js';
import { bytesOf, type Item, isArray, raw } from './item.js';

/** Steps beyond this are dropped: a case shows one thing. */
const MOST_STEPS = 24;

/** Changes cases a little: their steps, the structure of what is said, or its bytes. */
export class Mutator {
  readonly #chance: Chance;
  readonly #generator: Generator;

  constructor(chance: Chance, generator: Generator) {
    this.#chance = chance;
    this.#generator = generator;
  }

  /** `other` is one to take parts of. */
  mutate(wanted: Case, other: Case): Case {
    let mutant = wanted;
    for (let count = this.#chance.between(1, 4); count > 0; count--) mutant = this.#once(mutant, other);
    return mutant;
  }

  #once(wanted: Case, other: Case): Case {
    if (!('steps' in wanted)) return { bytes: this.#item(wanted.bytes) };
    if (this.#generator.isLucky(3)) return { steps: this.#steps(wanted.steps, 'steps' in other ? other.steps : []) };
    const place = this.#chance.between(0, wanted.steps.length - 1);
    return { steps: wanted.steps.map((step, index) => (index === place ? this.#step(step) : step)) };
  }

  #steps(steps: readonly Step[], others: readonly Step[]): readonly Step[] {
    const [from, to] = [this.#chance.between(0, steps.length), this.#chance.between(0, steps.length)];
    const cut = this.#chance.between(0, others.length);
    const mutants: readonly (readonly Step[])[] = [
      steps.toSpliced(from, 1),
      steps.toSpliced(from, 0, this.#generator.step()),
      steps.toSpliced(from, 0, ...steps.slice(to, to + 1)),
      [...steps.slice(0, from), ...others.slice(cut)],
    ];
    const mutant = this.#generator.pick(mutants).slice(0, MOST_STEPS);
    return mutant.length > 0 ? mutant : steps;
  }

  #step(step: Step): Step {
    if ('frame' in step) return { ...step, frame: this.#item(step.frame) };
    if (!('say' in step)) return this.#generator.isLucky(2) ? step : this.#generator.step();
    switch (this.#chance.between(0, 9)) {
      case 0:
        return { ...step, first: this.#generator.edge() };
      case 1:
        return { ...step, received: this.#generator.edge() };
      case 2:
        return { peer: step.peer, frame: raw(this.#bytes(bytesOf([1, 0, step.say]))) };
      case 3:
        return { ...step, say: [...step.say, this.#generator.message(step.peer)] };
      default:
        return { ...step, say: this.#array(step.say) as readonly Item[] };
    }
  }

  // ── Structure ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #item(item: Item): Item {
    if (this.#generator.isLucky(8)) return this.#generator.edge();
    if (this.#generator.isLucky(12)) return raw(this.#bytes(bytesOf(item)));
    if (item === null || typeof item !== 'object') return this.#scalar(item);
    if (isArray(item)) return this.#array(item);
    if ('bin' in item) return { bin: this.#bytes(Buffer.from(item.bin, 'hex')).toString('hex') };
    if ('packed' in item) return { packed: this.#item(item.packed) };
    if ('raw' in item) return raw(this.#bytes(Buffer.from(item.raw, 'hex')));
    if ('map' in item) return { map: this.#entries(item.map) };
    return { ...item, item: this.#item(item.item) };
  }

  #scalar(item: null | boolean | number | string): Item {
    if (typeof item === 'number') return item + this.#generator.pick([1, -1, 0.5, 2 ** 31, 2 ** 53]);
    if (typeof item === 'string' && item !== '')
      return this.#generator.pick([item.slice(1), item + item, `${item}\u0000`]).slice(0, 5_000);
    return this.#generator.edge();
  }

  #array(items: readonly Item[]): readonly Item[] {
    if (items.length === 0) return [this.#generator.edge()];
    const place = this.#chance.between(0, items.length - 1);
    switch (this.#chance.between(0, 9)) {
      case 0:
        return items.toSpliced(place, 1);
      case 1:
        return items.toSpliced(place, 0, items[place] as Item);
      case 2:
        return items.toSpliced(place, 0, this.#generator.edge());
      default:
        return items.with(place, this.#item(items[place] as Item));
    }
  }

  #entries(entries: readonly (readonly [Item, Item])[]): readonly (readonly [Item, Item])[] {
    const [name, value] = this.#generator.pick([...entries, ['a', 1] as const]);
    return this.#generator.pick([
      [...entries, [this.#generator.edge(), value] as const],
      [...entries.slice(1), [name, this.#item(value)] as const],
      entries.slice(1),
    ]);
  }

  // ── Bytes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #bytes(given: Buffer): Buffer {
    // Copies of a large one would be all that the fuzzer does.
    const bytes = Buffer.from(given.subarray(0, 4_096));
    if (bytes.length === 0) return Buffer.of(this.#chance.between(0, 255));
    const [at, to] = [this.#chance.between(0, bytes.length - 1), this.#chance.between(0, bytes.length)];
    switch (this.#chance.between(0, 5)) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << this.#chance.between(0, 7));
        return bytes;
      case 1:
        bytes[at] = this.#generator.pick([0x00, 0x7f, 0x80, 0x90, 0xc0, 0xc1, 0xc4, 0xc7, 0xd4, 0xdd, 0xdf, 0xff]);
        return bytes;
      case 2:
        return bytes.subarray(0, at);
      case 3:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
      case 4:
        return Buffer.concat([bytes, bytes.subarray(at)]);
      default:
        // A length that lies: four bytes of a header, wherever one may be.
        if (bytes.length < 5) return bytes;
        bytes.writeUInt32BE(this.#generator.pick([0, 1, 0x7fffffff, 0xffffffff]), Math.min(at, bytes.length - 4));
        return bytes;
    }
  }
}
