import { BrokerKind, ClientKind, type Id, type StreamNumber } from '../../protocol/messages.js';
import type { Effect, Engine, EngineEvent } from '../../src/engine/engine.js';

/** What was seen of one session. */
interface Seen {
  /** Opens, attaches and calls that came, by their numbers; true once they are answered. */
  readonly asked: Map<StreamNumber, boolean>;
  /** The last message that came from the client. */
  received: StreamNumber;
  /** The last message that went out for the first time. */
  sent: StreamNumber;
  isOver: boolean;
}

const ASKING: readonly number[] = [ClientKind.open, ClientKind.attach, ClientKind.call];
const ANSWERING: readonly number[] = [BrokerKind.result, BrokerKind.handout, BrokerKind.error];

/** Watches an engine keep its word: each call has one answer, and a session that is over hears nothing more. */
export class WatchedEngine implements Engine {
  readonly #engine: Engine;
  readonly #report: (violation: string) => void;
  readonly #onResumed: () => void;
  readonly #sessions = new Map<Id, Seen>();

  constructor(engine: Engine, report: (violation: string) => void, onResumed: () => void) {
    this.#engine = engine;
    this.#report = report;
    this.#onResumed = onResumed;
  }

  step(event: EngineEvent, now: number): readonly Effect[] {
    if (event.kind === 'resumed') this.#onResumed();
    this.#note(event);
    const effects = this.#engine.step(event, now);
    for (const effect of effects) this.#check(effect);
    return effects;
  }

  #note(event: EngineEvent): void {
    if (event.kind === 'opened')
      this.#sessions.set(event.session, { asked: new Map(), received: 0, sent: 0, isOver: false });
    if (event.kind !== 'packet') return;
    const seen = this.#sessions.get(event.session);
    const [first, , messages] = event.packet;
    for (const [index, message] of messages.entries()) {
      if (!seen || first + index <= seen.received) continue;
      seen.received = first + index;
      if (ASKING.includes(message[0])) seen.asked.set(seen.received, false);
    }
  }

  #check(effect: Effect): void {
    if (effect.kind === 'wake' || effect.kind === 'drained' || effect.kind === 'happened') return;
    const seen = this.#sessions.get(effect.session);
    if (!seen) return;
    if (seen.isOver) this.#report(`a session that is over is told something: ${effect.kind}`);
    if (effect.kind === 'ended') seen.isOver = true;
    if (effect.kind !== 'send' || effect.number <= seen.sent) return;
    seen.sent = effect.number;
    const [kind, call] = effect.message;
    if (ANSWERING.includes(kind)) this.#checkAnswer(seen, call as StreamNumber);
  }

  #checkAnswer(seen: Seen, call: StreamNumber): void {
    const isAnswered = seen.asked.get(call);
    if (isAnswered === undefined) this.#report(`message ${call} is answered, which asked nothing`);
    if (isAnswered) this.#report(`call ${call} is answered twice`);
    seen.asked.set(call, true);
  }
}
