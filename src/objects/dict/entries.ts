import type { Stored, StoredKey } from '../contract.js';
import { type Deadline, Deadlines } from '../deadlines.js';
import { memoryOf, memoryOfKey } from '../stored.js';

/** A key and its value, in a place in the order of insertion. */
export class Entry implements Deadline {
  place = -1;
  /** When its time is over; `Infinity` if it stays. */
  at = Number.POSITIVE_INFINITY;
  isGone = false;

  constructor(
    public key: StoredKey,
    public value: Stored,
    /** Larger than those of all entries inserted before. */
    readonly number: number,
  ) {}
}

/** What an entry takes beside its key and its value: itself, its number, and its places in a map and in the log. */
const ENTRY_BYTES = 176;

/** What a key and its value hold once the entry is gone. */
const NO_KEY = '';
const NO_VALUE = new Uint8Array(0);

/** The entries of a dict: found by key, in the order of insertion, by their numbers, and by the ends of their times. */
export class Entries {
  readonly #byKey = new Map<StoredKey, Entry>();
  /** As they were inserted, gone ones among them: a `Map` has no cheap way to its end, nor to somewhere in the middle. */
  #log: Entry[] = [];
  /** Most dicts have no entries whose time ends. */
  #deadlines: Deadlines<Entry> | undefined;
  #changes: number;
  #bytes = 0;

  constructor(changes = 0) {
    this.#changes = changes;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** What they take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Grows whenever keys come or go. */
  get changes(): number {
    return this.#changes;
  }

  /** The entry whose time is over first. */
  get nextToGo(): Entry | undefined {
    return this.#deadlines?.first();
  }

  get(key: StoredKey): Entry | undefined {
    return this.#byKey.get(key);
  }

  /** In the order of insertion. */
  [Symbol.iterator](): Iterator<Entry> {
    return this.#byKey.values();
  }

  /** The one inserted last. */
  last(): Entry | undefined {
    while (this.#log.at(-1)?.isGone) this.#log.pop();
    return this.#log.at(-1);
  }

  /** Those whose number is larger. Found by halving, however many there are before. */
  *after(number: number): Generator<Entry, void, void> {
    let [low, high] = [0, this.#log.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#log[middle] as Entry).number > number) high = middle;
      else low = middle + 1;
    }
    for (let place = low; place < this.#log.length; place++) {
      const entry = this.#log[place] as Entry;
      if (!entry.isGone) yield entry;
    }
  }

  /** Adds an entry, whose key must be new. */
  add(key: StoredKey, value: Stored): Entry {
    return this.put(new Entry(key, value, ++this.#changes));
  }

  /** Adds one that has its number already, the largest so far. */
  put(entry: Entry): Entry {
    this.#byKey.set(entry.key, entry);
    this.#bytes += ENTRY_BYTES + memoryOfKey(entry.key) + memoryOf(entry.value);
    // Gone ones may outnumber those present by a little; more would be a leak.
    if (this.#log.length > 2 * this.#byKey.size + 1024) this.#log = this.#log.filter(({ isGone }) => !isGone);
    this.#log.push(entry);
    return entry;
  }

  /** Gives the entry another value. Returns the one before. */
  replace(entry: Entry, value: Stored): Stored {
    const before = entry.value;
    entry.value = value;
    this.#bytes += memoryOf(value) - memoryOf(before);
    return before;
  }

  remove(entry: Entry): void {
    this.#changes++;
    this.#bytes -= ENTRY_BYTES + memoryOfKey(entry.key) + memoryOf(entry.value);
    this.#byKey.delete(entry.key);
    this.#deadlines?.remove(entry);
    entry.isGone = true;
    // The log keeps it for a while: not what may be megabytes of it.
    entry.key = NO_KEY;
    entry.value = NO_VALUE;
  }

  clear(): void {
    for (const entry of this.#byKey.values()) this.#deadlines?.remove(entry);
    if (this.#byKey.size > 0) this.#changes++;
    this.#byKey.clear();
    this.#log = [];
    this.#bytes = 0;
  }

  /** Lets the entry's time be over then; `Infinity` for never. */
  endAt(entry: Entry, at: number): void {
    this.#deadlines?.remove(entry);
    entry.at = at;
    if (at === Number.POSITIVE_INFINITY) return;
    this.#deadlines ??= new Deadlines();
    this.#deadlines.add(entry);
  }
}
