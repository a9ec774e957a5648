import type { AttachMessage, Handle, OpenMessage, ReleaseMessage, StreamNumber } from '../../protocol/messages.js';
import type { Answers } from './answers.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { LookUp } from './hosted-type.js';
import type { Session } from './session.js';

/** How sessions come to know objects, and how they give that up. */
export class Openings {
  readonly #directory: Directory;
  readonly #answers: Answers;

  constructor(directory: Directory, answers: Answers) {
    this.#directory = directory;
    this.#answers = answers;
  }

  open(session: Session, number: StreamNumber, message: OpenMessage, now: number): void {
    const [, handle, type, name, id, options] = message;
    const lookUp: LookUp = (other) => session.lookUp(other);
    this.#assign(session, number, handle, () =>
      this.#directory.open({ type, name, id, options }, lookUp, now, session.rights),
    );
  }

  attach(session: Session, number: StreamNumber, [, handle, id]: AttachMessage): void {
    this.#assign(session, number, handle, () => this.#directory.attach(id, session.rights));
  }

  release(session: Session, [, handle, times]: ReleaseMessage): void {
    const object = session.release(handle, times);
    if (object) this.#directory.release(object);
  }

  /** A handle whose opening failed stays in use, so that the calls already under way to it fail for the same reason. */
  #assign(session: Session, number: StreamNumber, handle: Handle, find: () => HostedObject): void {
    session.checkFree(handle);
    try {
      session.checkRoom();
      const object = find();
      session.assign(handle, object);
      this.#answers.opened(session, number, object);
    } catch (error) {
      session.assignFailure(handle, error as Error);
      this.#answers.fail(session, number, error);
    }
  }
}
