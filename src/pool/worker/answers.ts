import type { FromWorker } from '../messages/messages.js';
import { address, type Packed, type Parcel, parcelAtOnce } from '../messages/parcel.js';
import type { Outbox } from './outbox.js';

/** Makes the message that a parcel travels in. */
export type InMessage = (id: number, parcel: Parcel) => FromWorker;

/** Sends parcels in the order in which they are given, and keeps their objects until the program has them. */
export class Answers {
  readonly #outbox: Outbox;
  /** Objects that the program may not have taken a reference to yet, by the number of the parcel. */
  readonly #kept = new Map<number, Packed>();
  #lastId = 0;
  /** Resolves when the parcels that wait for their objects have been sent. */
  #waiting: Promise<void> | undefined;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Gives `undefined` if it was sent, else a promise of that, which rejects where an object of it is gone. */
  send(packed: Packed, message: InMessage): Promise<void> | undefined {
    const parcel = this.#waiting === undefined ? parcelAtOnce(packed) : undefined;
    if (parcel) return this.#tell(parcel, message);
    const sending = this.#sendAfter(this.#waiting, packed, message);
    const waiting = sending.catch(() => {});
    this.#waiting = waiting;
    void waiting.then(() => {
      if (this.#waiting === waiting) this.#waiting = undefined;
    });
    return sending;
  }

  /** The program refers to the objects of this parcel itself. */
  received(id: number): void {
    this.#kept.delete(id);
  }

  async #sendAfter(earlier: Promise<void> | undefined, packed: Packed, message: InMessage): Promise<void> {
    const addressed = address(packed);
    // Its failure is told below, and later.
    addressed.catch(() => {});
    await earlier;
    const parcel = await addressed;
    // Not earlier: what cannot be addressed is never told, and nobody would let go of it.
    if (packed.proxies.some((proxy) => proxy !== null)) this.#kept.set(this.#lastId + 1, packed);
    this.#tell(parcel, message);
  }

  #tell(parcel: Parcel, message: InMessage): undefined {
    this.#lastId += 1;
    this.#outbox.send(message(this.#lastId, parcel));
  }
}
