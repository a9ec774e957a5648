import { ProtocolError } from '../../protocol/errors.js';
import type { StreamNumber } from '../../protocol/messages.js';
import type { Directory } from './directory.js';
import type { Effects } from './effects.js';
import type { Sent, Session } from './session.js';

/** The streams of messages to the sessions: what is sent there is kept until its receiver has it. */
export class Streams {
  readonly #directory: Directory;
  readonly #effects: Effects;
  /** Sessions that leave too much unacknowledged; they end with the step, not in the middle of an operation. */
  readonly deaf = new Set<Session>();

  constructor(directory: Directory, effects: Effects) {
    this.#directory = directory;
    this.#effects = effects;
  }

  send(session: Session, sent: Sent): void {
    const number = session.send(sent);
    this.#effects.add({ kind: 'send', session: session.id, number, message: sent.message });
    if (session.isDeaf) this.deaf.add(session);
  }

  acknowledge(session: Session, received: StreamNumber): void {
    if (!session.outbox.canHaveReached(received)) {
      throw new ProtocolError(`acknowledged message ${received}; only ${session.outbox.next - 1} were sent`);
    }
    session.outbox.acknowledge(received, (sent) => this.received(session, sent));
  }

  /** Sends again all behind what its client has. It has to be acknowledged before, and there. */
  resume(session: Session, received: StreamNumber): void {
    // An answer to a call whose time was over by now is in the outbox too: it goes in its place there, and once.
    this.#effects.takeBackSendsTo(session);
    this.#effects.add({ kind: 'received', session: session.id, number: session.inbox.received });
    let number = received + 1;
    for (const { message } of session.outbox.from(number)) {
      this.#effects.add({ kind: 'send', session: session.id, number: number++, message });
    }
  }

  /** The receiver has it, or will never: what it referred to is no longer kept for its sake. */
  received(session: Session, sent: Sent): void {
    session.forget(sent);
    for (const object of sent.refersTo) this.#directory.release(object);
    if (sent.handout) this.#directory.release(sent.handout.object);
  }
}
