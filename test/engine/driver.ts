import { type BrokerLimitName, type BrokerLimits, usualLimits } from '../../protocol/broker-limits.js';
import {
  BrokerKind,
  type BrokerMessage,
  ClientKind,
  type ClientMessage,
  type Handle,
  type Owner,
  type Plain,
  type StreamNumber,
  type WireFence,
} from '../../protocol/messages.js';
import type { Effect, EngineEvent, Newcomer } from '../../src/engine/engine.js';
import type { Happening } from '../../src/engine/happenings.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { owner, type Principal } from '../../src/engine/principal.js';
import type { Denial } from '../../src/engine/refused-right.js';
import { sharedTypes } from '../../src/objects/index.js';

/** All types, as a broker registers them. */
export const types = Object.entries(sharedTypes).map(([name, type]) => ({ ...type, name }));

/** Who may do everything. */
export function newcomer(number: number, principal: Principal = owner): Newcomer {
  return { number, client: `guest ${number}`, principal, address: 'memory://test' };
}

/** An engine, its clock, and the guests who talk to it. Time moves when the test says so. */
export class Driver {
  readonly engine: MemoryEngine;
  now = 1_000;
  /** When the engine wants to be woken. */
  wake: number | undefined;
  /** Everything that happened, to make it happen again. */
  readonly history: { readonly event: EngineEvent; readonly now: number; readonly effects: readonly Effect[] }[] = [];
  /** What operators would have been told. */
  readonly happenings: Happening[] = [];
  readonly #guests = new Map<string, Guest>();

  /** With these limits, and all others as usual. */
  constructor(limits: Partial<BrokerLimits> = {}) {
    this.engine = new MemoryEngine(types, { limits: { ...usualLimits, ...limits } });
  }

  step(event: EngineEvent): readonly Effect[] {
    const effects = this.engine.step(event, this.now);
    this.history.push({ event, now: this.now, effects });
    for (const effect of effects) {
      if (effect.kind === 'wake') this.wake = effect.at;
      else if (effect.kind === 'happened') this.happenings.push(effect.happening);
      else if (effect.kind !== 'drained') this.#guests.get(effect.session)?.hear(effect);
    }
    return effects;
  }

  guest(graceMs = 0, principal: Principal = owner): Guest {
    const id = `session-${this.#guests.size + 1}`.padEnd(22, '_');
    const guest = new Guest(id, this);
    this.#guests.set(id, guest);
    const number = this.#guests.size;
    this.step({ kind: 'opened', session: id, graceMs, newcomer: newcomer(number, principal) });
    return guest;
  }

  /** Moves the time to where the engine wants to be woken, and wakes it. */
  wakeUp(): readonly Effect[] {
    if (this.wake === undefined) throw new Error('the engine does not want to be woken');
    this.now = Math.max(this.now, this.wake);
    return this.step({ kind: 'tick' });
  }
}

interface CallExtras {
  readonly timeoutMs?: number;
  readonly fence?: WireFence;
  readonly owner?: Owner;
}

/** A session as its client sees it. It acknowledges what it hears only when the test says so. */
export class Guest {
  readonly id: string;
  /** What the broker sent, by its number. */
  readonly heard = new Map<StreamNumber, BrokerMessage>();
  /** Why the session ended, once it has. */
  ended: string | undefined;
  /** The limits that it came to, as the broker's operator hears of them. */
  readonly limits: BrokerLimitName[] = [];
  /** What the operator was told that it was refused. */
  readonly denied: Denial[] = [];
  /** The last message that it admits to have. */
  received: StreamNumber = 0;
  /** The last message of ours that the broker says it has. */
  confirmed: StreamNumber = 0;
  #next: StreamNumber = 1;
  readonly #driver: Driver;
  #openings = 0;

  constructor(id: string, driver: Driver) {
    this.id = id;
    this.#driver = driver;
  }

  hear(effect: Exclude<Effect, { kind: 'wake' | 'drained' | 'happened' }>): void {
    if (effect.kind === 'send' && this.ended !== undefined) throw new Error('something was sent to an ended session');
    if (effect.kind === 'send') this.heard.set(effect.number, effect.message);
    else if (effect.kind === 'ended') this.ended = effect.reason;
    else if (effect.kind === 'limit reached') this.limits.push(effect.limit);
    else if (effect.kind === 'denied') this.denied.push(effect.denial);
    else this.confirmed = effect.number;
  }

  /** Sends messages as the next of its stream, in one packet. Resolves to the number of the last. */
  say(...messages: ClientMessage[]): StreamNumber {
    this.repeat(this.#next, ...messages);
    this.#next += messages.length;
    return this.#next - 1;
  }

  /** Sends messages under whatever number. */
  repeat(first: StreamNumber, ...messages: ClientMessage[]): readonly Effect[] {
    return this.#driver.step({ kind: 'packet', session: this.id, packet: [first, this.received, messages] });
  }

  open(handle: Handle, type: string, name: string | null = null, options: Record<string, Plain> = {}): StreamNumber {
    const id = `${this.id.slice(0, 12)}-${++this.#openings}`.padEnd(22, '_');
    return this.say([ClientKind.open, handle, type, name, id, options]);
  }

  call(handle: Handle, operation: string, args: readonly unknown[] = [], extras: CallExtras = {}): StreamNumber {
    return this.say(callOf(handle, operation, args, extras));
  }

  cancel(call: StreamNumber): void {
    this.say([ClientKind.cancel, call]);
  }

  /** Acknowledges everything heard, or everything up to a number. */
  acknowledge(received: StreamNumber = [...this.heard.keys()].at(-1) ?? 0): readonly Effect[] {
    this.received = received;
    return this.repeat(this.#next);
  }

  disconnect(): readonly Effect[] {
    return this.#driver.step({ kind: 'disconnected', session: this.id });
  }

  entitle(principal: Principal): readonly Effect[] {
    return this.#driver.step({ kind: 'entitled', session: this.id, principal });
  }

  resume(received: StreamNumber = this.received): readonly Effect[] {
    this.received = received;
    return this.#driver.step({ kind: 'resumed', session: this.id, received });
  }

  /** All answers to a call: there must never be two different ones. */
  answersTo(call: StreamNumber): BrokerMessage[] {
    return [...this.heard.values()].filter((message) => message[0] !== BrokerKind.bye && message[1] === call);
  }

  /** The result of a call, or the code of its error, or `undefined` while it has none. */
  outcome(call: StreamNumber): unknown {
    const [answer] = this.answersTo(call);
    if (answer?.[0] === BrokerKind.error) return answer[2].code;
    return answer?.[2];
  }

  get bye(): string | undefined {
    for (const message of this.heard.values()) if (message[0] === BrokerKind.bye) return message[1];
    return undefined;
  }
}

export function callOf(
  handle: Handle,
  operation: string,
  args: readonly unknown[] = [],
  { timeoutMs, fence, owner }: CallExtras = {},
): ClientMessage {
  return [ClientKind.call, handle, operation, args, timeoutMs ?? null, owner ?? null, fence ?? null];
}

/** A value of one byte, as a client encodes it. */
export function item(n: number): Uint8Array {
  return Uint8Array.of(n);
}

/** The census, as another session sees it; that session itself is not counted. */
export function census(driver: Driver): Record<string, number> {
  const probe = driver.guest();
  const result = probe.outcome(probe.call(0, 'census')) as Record<string, number>;
  driver.step({ kind: 'disconnected', session: probe.id });
  return { ...result, sessions: (result['sessions'] as number) - 1 };
}
