import type { BrokerLimitName } from '../../protocol/broker-limits.js';
import type { ClientInfo, OnEvent } from './events.js';

/** Who runs into a limit does so with every call: it is told so often. */
const INTERVAL_MS = 60_000;

/** Tells of limits that were reached, for one session or for the doors of a broker, now and then. */
export class ReachedLimits {
  readonly #onEvent: OnEvent;
  readonly #session: ClientInfo | undefined;
  /** When each was told last. Most never are. */
  #toldAt: Map<BrokerLimitName, number> | undefined;

  constructor(onEvent: OnEvent, session?: ClientInfo) {
    this.#onEvent = onEvent;
    this.#session = session;
  }

  tell(limit: BrokerLimitName, now: number): void {
    this.#toldAt ??= new Map();
    const last = this.#toldAt.get(limit);
    if (last !== undefined && now - last < INTERVAL_MS) return;
    this.#toldAt.set(limit, now);
    this.#onEvent({ kind: 'limit reached', limit, ...(this.#session && { session: this.#session }) });
  }
}
