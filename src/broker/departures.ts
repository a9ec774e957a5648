import { limits } from '../../protocol/limits.js';
import type { Clock } from '../clock.js';
import type { Seat } from './seat.js';

/** When what is to go to sessions leaves: messages at the end of the step, mere acknowledgements a little later. */
export class Departures {
  readonly #clock: Clock;
  /** Seats with something to send at the end of the step. */
  #toFlush: Seat[] = [];
  /** Seats whose messages are to be acknowledged a little later, unless something carries that before. */
  #toAcknowledge: Seat[] = [];
  #stopAcknowledging: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  flushSoon(seat: Seat): void {
    if (seat.isToFlush) return;
    seat.isToFlush = true;
    this.#toFlush.push(seat);
  }

  /** To be called at the end of a step. */
  flush(): void {
    if (this.#toFlush.length === 0) return;
    for (const seat of this.#toFlush) flush(seat);
    this.#toFlush = [];
  }

  /** An acknowledgement that nothing carried meanwhile goes alone: the client keeps its messages until it comes. */
  acknowledgeSoon(seat: Seat): void {
    if (seat.isToAcknowledge) return;
    seat.isToAcknowledge = true;
    this.#toAcknowledge.push(seat);
    this.#stopAcknowledging ??= this.#clock.after(limits.acknowledgeMs, () => this.#acknowledge());
  }

  stop(): void {
    this.#stopAcknowledging?.();
  }

  #acknowledge(): void {
    this.#stopAcknowledging = undefined;
    const seats = this.#toAcknowledge;
    this.#toAcknowledge = [];
    for (const seat of seats) {
      seat.isToAcknowledge = false;
      flush(seat);
    }
  }
}

function flush(seat: Seat): void {
  seat.isToFlush = false;
  const { guest } = seat;
  if (guest) for (const frame of seat.outgoing.frames()) guest.send(...frame);
}
