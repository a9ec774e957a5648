import type { Id } from '../../protocol/messages.js';
import type { Deadlock, DeadlockParty } from '../objects/broker/info.js';
import type { Holder, Lack } from '../objects/contract.js';
import type { HostedObject } from './hosted-object.js';
import type { Line } from './line.js';
import type { PendingCall } from './pending-call.js';
import type { Session } from './session.js';

/** More waiting calls than these are not looked at, as nobody is served meanwhile. Those beyond count as able to go on, which raises no alarm. */
const MOST_WAITS = 10_000;

/** A ring that is younger may resolve itself: where a client has many tasks, it may be two that have nothing to do with each other. */
export const SETTLED_MS = 1_000;

/** A call that only those can let go on who hold something. */
interface Wait {
  readonly call: PendingCall;
  readonly lack: Lack;
}

/** One link of a ring: a call, and who it waits for. */
interface Link {
  readonly wait: Wait;
  readonly holder: Holder;
}

/** A ring, with what tells it from all others. */
export interface Ring {
  readonly key: string;
  readonly objects: ReadonlySet<HostedObject>;
  readonly deadlock: Deadlock;
}

/**
 * Finds those who wait for each other in a ring. All calls of sessions that hold something count as stuck at first; then
 * each that could go on if those who are not stuck gave back what they hold is not, until none is left of these. What
 * remains cannot go on, whatever anybody does who still can.
 */
export function findRings(sessions: Iterable<Session>, now: number): Ring[] {
  const waits = waitsOf(sessions);
  if (waits.size === 0) return [];
  free(waits);
  return ringsOf(waits, now);
}

/** What keeps each call of a line waiting. */
type Lacks = Map<Line<PendingCall>, ReadonlyMap<PendingCall, Lack>>;

/** Those that are not found to be able to go on, by session. */
type Waits = Map<Id, Set<Wait>>;

/** Who holds nothing keeps nobody waiting. */
function waitsOf(sessions: Iterable<Session>): Waits {
  const waits: Waits = new Map();
  const lacks: Lacks = new Map();
  let left = MOST_WAITS;
  for (const session of sessions) {
    if (session.stakes.size === 0 || session.waiting.size === 0) continue;
    left -= session.waiting.size;
    if (left < 0) break;
    const own = waitsOfOne(session, lacks);
    if (own.size > 0) waits.set(session.id, own);
  }
  return waits;
}

function waitsOfOne({ waiting }: Session, lacks: Lacks): Set<Wait> {
  const own = new Set<Wait>();
  for (const call of waiting.values()) {
    const lack = lackOf(call, lacks);
    if (lack) own.add({ call, lack });
  }
  return own;
}

function lackOf(call: PendingCall, lacks: Lacks): Lack | undefined {
  const { line } = call;
  if (!line) return undefined;
  let ofLine = lacks.get(line);
  if (!ofLine) {
    ofLine = lacksIn(line);
    lacks.set(line, ofLine);
  }
  return ofLine.get(call);
}

/** Nobody overtakes: what keeps a call waiting is the most that it, or anybody before it, lacks. */
function lacksIn(line: Line<PendingCall>): ReadonlyMap<PendingCall, Lack> {
  const lacks = new Map<PendingCall, Lack>();
  let most: Lack | undefined;
  for (const call of line) {
    if (lacks.size === MOST_WAITS) break;
    const own = call.object.state.lacks?.(call.method.name, call.args);
    if (own && (!most || own.count > most.count)) most = own;
    if (!most) break;
    lacks.set(call, most);
  }
  return lacks;
}

function free(waits: Waits): void {
  const dependents = dependentsOf(waits);
  const toTry = new Set(allOf(waits));
  for (const wait of toTry) {
    toTry.delete(wait);
    const own = waits.get(wait.call.session);
    if (!own?.has(wait) || !canGoOn(wait, waits)) continue;
    own.delete(wait);
    // Without owners, a session is as stuck as before while any of its calls is.
    if (own.size > 0 && wait.call.owner === undefined) continue;
    for (const dependent of dependents.get(wait.call.session) ?? []) toTry.add(dependent);
  }
}

function* allOf(waits: Waits): Iterable<Wait> {
  for (const own of waits.values()) yield* own;
}

/** By session: the waits that lack something which it holds. */
function dependentsOf(waits: Waits): Map<Id, Wait[]> {
  const dependents = new Map<Id, Wait[]>();
  for (const wait of allOf(waits)) {
    for (const session of new Set(wait.lack.from.map((holder) => holder.session))) {
      if (!waits.has(session)) continue;
      const known = dependents.get(session);
      if (known) known.push(wait);
      else dependents.set(session, [wait]);
    }
  }
  return dependents;
}

function canGoOn(wait: Wait, waits: Waits): boolean {
  const { from, count } = wait.lack;
  let back = 0;
  for (const holder of from) if (!stuckWaitOf(holder, wait, waits)) back += holder.count ?? 1;
  return back >= count;
}

/** What keeps the holder from giving back what `wait` lacks; `undefined` if nothing is known to. */
function stuckWaitOf(holder: Holder, wait: Wait, waits: Waits): Wait | undefined {
  if (holder.session === wait.call.session && !isOneTask(holder, wait)) return undefined;
  for (const own of waits.get(holder.session) ?? []) if (mayBeOne(holder.owner, own.call.owner)) return own;
  return undefined;
}

/** Without owners, one task of a session may wait for what another one will give back. */
function isOneTask(holder: Holder, { call }: Wait): boolean {
  return call.owner !== undefined && holder.owner !== undefined;
}

/** Who has no owner is the session as a whole. */
function mayBeOne(one: Holder['owner'], other: Holder['owner']): boolean {
  return one === undefined || other === undefined || one === other;
}

/** From each call that is stuck, along the first who keeps each: that leads into a ring. */
function ringsOf(waits: Waits, now: number): Ring[] {
  const rings: Ring[] = [];
  const seen = new Set<Wait>();
  for (const start of allOf(waits)) {
    const trail = new Map<Wait, Link>();
    let wait = start;
    while (!seen.has(wait)) {
      seen.add(wait);
      const next = nextOf(wait, waits);
      trail.set(wait, next.link);
      wait = next.wait;
    }
    if (trail.has(wait)) rings.push(ringFrom(wait, [...trail.values()], now));
  }
  return rings;
}

function nextOf(wait: Wait, waits: Waits): { link: Link; wait: Wait } {
  for (const holder of wait.lack.from) {
    const next = stuckWaitOf(holder, wait, waits);
    if (next) return { link: { wait, holder }, wait: next };
  }
  throw new TypeError('a call is stuck that nobody keeps waiting');
}

/** The trail from where it comes to `first` again. */
function ringFrom(first: Wait, trail: readonly Link[], now: number): Ring {
  const links = trail.slice(trail.findIndex(({ wait }) => wait === first));
  const calls = links.map(({ wait }) => wait.call);
  const youngest = Math.max(...links.flatMap(({ wait, holder }) => [wait.call.since, holder.since]));
  const ends = Math.min(...calls.map((call) => (call.method.operation.patient ? Number.POSITIVE_INFINITY : call.at)));
  return {
    key: calls
      .map((call) => `${call.session} ${call.number}`)
      .sort()
      .join(),
    objects: new Set(calls.map((call) => call.object)),
    deadlock: {
      forMs: now - youngest,
      endsInMs: ends === Number.POSITIVE_INFINITY ? null : ends - now,
      parties: calls.map((call, index) => partyOf(call, calls.at(index - 1) as PendingCall, now)),
    },
  };
}

function partyOf(call: PendingCall, before: PendingCall, now: number): DeadlockParty {
  const { caller, owner, since, operation } = call;
  const { number, client } = caller.newcomer;
  const [waitsFor, holds] = [nameOf(call.object), nameOf(before.object)];
  return { number, client, owner: owner ?? null, forMs: now - since, operation, waitsFor, holds };
}

function nameOf({ type, name }: HostedObject): DeadlockParty['holds'] {
  return { type: type.name, name };
}
