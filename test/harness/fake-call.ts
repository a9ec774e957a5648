import { HoldallError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Id, Owner } from '../../protocol/messages.js';
import {
  type Call,
  Handout,
  type Identity,
  type NewObject,
  PARK,
  ReferringValue,
  type Stored,
} from '../../src/objects/contract.js';

/** A call as a state sees it, without an engine: it notes what the state says through it. */
export class FakeCall implements Call {
  readonly calledAs = 'test.operation';
  owner: Owner | undefined = undefined;
  now = 0;
  since = 0;
  readonly self = 'the object itself'.padEnd(22, '_');
  /** What was passed on to other objects, which are all there. */
  readonly sent: { readonly to: Id; readonly value: Stored }[] = [];
  waits = false;
  mostHeld = Number.POSITIVE_INFINITY;
  /** How many calls are said to wait, in whatever line. */
  others = 0;
  room: number = limits.messageBytes;
  session: string;
  /** The ids that stored values refer to: kept and not dropped, sorted. */
  readonly kept: string[] = [];
  readonly holders = new Set<string>();

  constructor(session = 'a') {
    this.session = session;
  }

  keep(value: Stored): void {
    this.kept.push(...idsIn(value));
    this.kept.sort();
  }

  drop(value: Stored): void {
    for (const id of idsIn(value)) {
      const place = this.kept.indexOf(id);
      if (place < 0) throw new Error(`dropped ${id}, which was not kept`);
      this.kept.splice(place, 1);
    }
  }

  send(to: Id, value: Stored): boolean {
    this.sent.push({ to, value });
    return true;
  }

  /** What was made. */
  readonly made: NewObject[] = [];

  whatIs(): Identity {
    return { type: 'queue', name: null };
  }

  create(wanted: NewObject): void {
    this.made.push(wanted);
  }

  waiting(): number {
    return this.others;
  }

  mayTake(): boolean {
    return true;
  }

  hasStale(): boolean {
    return false;
  }

  hold(): void {
    this.holders.add(this.session);
  }

  letGo(): void {
    this.holders.delete(this.session);
  }
}

/** The ids inside of values, or of whatever holds values. */
export function idsIn(value: unknown): string[] {
  if (value instanceof ReferringValue) return [...value.references];
  return Array.isArray(value) ? value.flatMap(idsIn) : [];
}

/** What an operation came to, such that two can be compared. */
export function outcomeOf(operation: () => unknown): unknown {
  try {
    const outcome = operation();
    if (outcome === PARK) return 'parked';
    return outcome instanceof Handout ? { handedOut: outcome.result } : outcome;
  } catch (error) {
    if (error instanceof HoldallError) return error.code;
    throw error;
  }
}
