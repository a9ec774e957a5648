import { memoryOfKey, type StoredKey } from '../stored.js';

/** What a member takes beside its key. */
const MEMBER_BYTES = 56;

/** A set of keys that knows what they take in memory. */
export class CountedKeys extends Set<StoredKey> {
  #bytes = 0;

  /** A `Set` would add before there is anything to count with. */
  constructor(keys: Iterable<StoredKey> = []) {
    super();
    for (const key of keys) this.add(key);
  }

  get bytes(): number {
    return this.#bytes;
  }

  override add(key: StoredKey): this {
    const before = this.size;
    super.add(key);
    if (this.size > before) this.#bytes += MEMBER_BYTES + memoryOfKey(key);
    return this;
  }

  override delete(key: StoredKey): boolean {
    const wasThere = super.delete(key);
    if (wasThere) this.#bytes -= MEMBER_BYTES + memoryOfKey(key);
    return wasThere;
  }

  override clear(): void {
    super.clear();
    this.#bytes = 0;
  }
}
