import { Histogram } from '../engine/histogram.js';
import type { TrafficStatistics } from '../objects/broker/statistics.js';
import type { BrokerEvent } from './events.js';

/** A packet of one call takes some 10 microseconds, one of a thousand some milliseconds. */
const PACKET_BOUNDS_MS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000];

/** What the shell counts. */
export class ShellCounts {
  readonly packets = new Histogram(PACKET_BOUNDS_MS);
  readonly refused = new Map<string, number>();
  #framesIn = 0;
  #bytesIn = 0;
  #framesOut = 0;
  #bytesOut = 0;

  frameIn(bytes: number): void {
    this.#framesIn++;
    this.#bytesIn += bytes;
  }

  frameOut(pieces: readonly Uint8Array[]): void {
    this.#framesOut++;
    for (const piece of pieces) this.#bytesOut += piece.length;
  }

  onEvent(event: BrokerEvent): void {
    if (event.kind === 'refused') this.refused.set(event.code, (this.refused.get(event.code) ?? 0) + 1);
  }

  get traffic(): TrafficStatistics {
    return {
      framesIn: this.#framesIn,
      bytesIn: this.#bytesIn,
      framesOut: this.#framesOut,
      bytesOut: this.#bytesOut,
    };
  }
}
