import { ArgumentError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import type { Measure, Top, TopHolder, TopObject, TopWaiter } from '../objects/broker/top.js';
import type { Holder } from '../objects/contract.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import { Leaders } from './leaders.js';
import type { PendingCall } from './pending-call.js';
import type { Session } from './session.js';

const USUAL_LIMIT = 10;
const MOST_ENTRIES = 1_000;

interface Held {
  readonly object: HostedObject;
  readonly holder: Holder;
}

/**
 * What stands out among all that an engine holds. It looks at every object, every holder and every waiting call once: who
 * asks often pays for it, and makes others wait meanwhile.
 */
export class StandingOut {
  readonly #objects: Leaders<HostedObject>;
  readonly #holders: Leaders<Held>;
  readonly #waiters: Leaders<PendingCall>;
  readonly #by: Measure;
  readonly #sessions: ReadonlyMap<Id, Session>;
  #items = 0;
  #bytes = 0;

  constructor(sessions: ReadonlyMap<Id, Session>, by: Measure = 'items', limit: number = USUAL_LIMIT) {
    if (limit > MOST_ENTRIES) throw new ArgumentError(`limit must be at most ${MOST_ENTRIES}; got ${limit}`);
    this.#sessions = sessions;
    this.#by = by;
    this.#objects = new Leaders(limit);
    this.#holders = new Leaders(limit);
    this.#waiters = new Leaders(limit);
  }

  lookAt(directory: Directory, now: number): Top {
    for (const object of directory.objects()) this.#lookAt(object, now);
    return {
      objects: this.#objects.map(topObject),
      holders: this.#holders.map((held) => this.#topHolder(held, now)),
      waiters: this.#waiters.map((call) => topWaiter(call, now)),
      items: this.#items,
      bytes: this.#bytes,
    };
  }

  #lookAt(object: HostedObject, now: number): void {
    const { items = 0, bytes = 0 } = object.state;
    this.#items += items;
    this.#bytes += bytes;
    const rank = this.#by === 'waiting' ? waitingAt(object) : { items, bytes }[this.#by];
    if (rank > 0) this.#objects.offer(rank, object);
    for (const holder of object.state.holders?.() ?? []) this.#holders.offer(now - holder.since, { object, holder });
    for (const call of object.waiters()) this.#waiters.offer(now - call.since, call);
  }

  #topHolder({ object, holder: { session, owner, since, count } }: Held, now: number): TopHolder {
    const { newcomer } = this.#sessions.get(session) ?? {};
    return {
      type: object.type.name,
      name: object.name,
      session: newcomer?.number ?? 0,
      client: newcomer?.client ?? '',
      owner: owner ?? null,
      forMs: now - since,
      count: count ?? 1,
    };
  }
}

function topObject(object: HostedObject): TopObject {
  const { type, name, state } = object;
  return {
    type: type.name,
    name,
    items: state.items ?? null,
    bytes: state.bytes ?? null,
    waiting: waitingAt(object),
  };
}

function topWaiter({ object, caller, owner, since, operation }: PendingCall, now: number): TopWaiter {
  const { number, client } = caller.newcomer;
  return {
    type: object.type.name,
    name: object.name,
    session: number,
    client,
    owner: owner ?? null,
    forMs: now - since,
    operation,
  };
}

function waitingAt({ lines }: HostedObject): number {
  let waiting = 0;
  for (const line of lines) waiting += line.length;
  return waiting;
}
