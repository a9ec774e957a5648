import type { Id } from '../../protocol/messages.js';
import { limitIn } from '../objects/reached.js';
import type { Effect } from './engine.js';
import type { Happening } from './happenings.js';
import { type Denial, RefusedRight } from './refused-right.js';
import type { Session } from './session.js';

/** What the step under way comes to so far, in its order. */
export class Effects {
  #all: Effect[] = [];
  /** Whether this step has told of something that was refused. */
  #hasDenied = false;

  begin(): void {
    this.#all = [];
    this.#hasDenied = false;
  }

  get all(): readonly Effect[] {
    return this.#all;
  }

  add(effect: Effect): void {
    this.#all.push(effect);
  }

  /** Something that operators may want to know. */
  tell(happening: Happening): void {
    this.#all.push({ kind: 'happened', happening });
  }

  /** An error that a client gets: some of them are for the operator too. */
  noteRefusal(session: Session, error: unknown): void {
    if (error instanceof RefusedRight) this.#deny(session, error.denial);
    else this.noteLimit(session, error);
  }

  noteLimit(session: Session, error: unknown): void {
    const limit = limitIn(error);
    if (limit) this.#all.push({ kind: 'limit reached', session: session.id, limit });
  }

  tellsTheEndOf(session: Id): boolean {
    return this.#all.some((effect) => effect.kind === 'ended' && effect.session === session);
  }

  takeBackSendsTo(session: Session): void {
    this.#all = this.#all.filter((effect) => effect.kind !== 'send' || effect.session !== session.id);
  }

  /** The first of a step: who asks for it a thousand times in one packet does not fill the operator's log. */
  #deny(session: Session, denial: Denial): void {
    if (this.#hasDenied) return;
    this.#hasDenied = true;
    this.#all.push({ kind: 'denied', session: session.id, denial });
  }
}
