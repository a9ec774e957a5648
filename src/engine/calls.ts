import {
  ArgumentError,
  CancelledError,
  errorClass,
  InternalError,
  LimitError,
  TimeoutError,
  UnknownOperationError,
} from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { CallMessage, StreamNumber } from '../../protocol/messages.js';
import { type Outcome, PARK } from '../objects/contract.js';
import type { Answers } from './answers.js';
import type { Deadlines } from './deadlines.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import { Fence, PendingCall } from './pending-call.js';
import type { Expiry, Session } from './session.js';
import { Intake } from './values.js';

/**
 * Calls, from their arrival to their one answer. This is the only implementation of waiting: an operation that cannot
 * go on returns `PARK`, and its call is tried again, in its turn, whenever its object changed.
 */
export class Calls {
  readonly #directory: Directory;
  readonly #deadlines: Deadlines<PendingCall | Expiry>;
  readonly #answers: Answers;

  constructor(directory: Directory, deadlines: Deadlines<PendingCall | Expiry>, answers: Answers) {
    this.#directory = directory;
    this.#deadlines = deadlines;
    this.#answers = answers;
  }

  /** Serves a call that has arrived: answers it, or lets it wait. */
  begin(session: Session, number: StreamNumber, message: CallMessage, now: number): void {
    let call: PendingCall;
    try {
      call = this.#prepare(session, number, message, now);
    } catch (error) {
      this.#answers.fail(session, number, error);
      return;
    }
    for (const object of call.refersTo) object.retain();
    call.object.retain();
    this.#serve(call, message[4] ?? undefined, now);
  }

  /** Gives up a waiting call at its caller's wish. One that was answered already stays answered. */
  cancel(session: Session, number: StreamNumber, now: number): void {
    const call = session.waiting.get(number);
    if (!call) return;
    this.withdraw(call);
    this.#answers.fail(
      session,
      number,
      new CancelledError('the call was cancelled while it waited; nothing was taken'),
    );
    this.settle(call.object, now);
  }

  /** Ends a call whose time is over with what its operation says for that case. */
  expire(call: PendingCall, now: number): void {
    this.withdraw(call);
    this.#beLate(call);
    this.settle(call.object, now);
  }

  /**
   * Takes a call out of its line, if it is in one, and gives up its hold on objects. What its answer refers to is still
   * there: objects end with the sweep that closes each step.
   */
  withdraw(call: PendingCall): void {
    if (call.line) {
      call.line.leave(call);
      call.line = undefined;
      call.caller.waiting.delete(call.number);
      this.#deadlines.remove(call);
    }
    for (const object of call.refersTo) this.#directory.release(object);
    this.#directory.release(call.object);
  }

  /** Answers every waiting call of `object` that can go on, first come, first served, until each line's head must wait. */
  settle(object: HostedObject, now: number): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const line of object.lines) {
        for (let head = line.head; head && this.#attempt(head, now); head = line.head) moved = true;
      }
    }
  }

  /** Finds what a call names and takes its arguments in. Throws what is wrong with it; nothing has happened then. */
  #prepare(session: Session, number: StreamNumber, message: CallMessage, now: number): PendingCall {
    const [, handle, operation, args, timeoutMs, owner, fence] = message;
    const object = session.lookUp(handle);
    const method = object.type.methods.get(operation);
    if (!method) {
      const known = [...object.type.methods.keys()].join(', ');
      throw new UnknownOperationError(`${object} has no operation ${JSON.stringify(operation)}; it has ${known}`);
    }
    if (timeoutMs !== undefined && timeoutMs !== null && timeoutMs < 0) {
      throw new ArgumentError(
        `timeout of ${object.type.name}.${operation} must be 0 or more milliseconds; got ${timeoutMs}`,
      );
    }
    const { takes, names } = method.operation;
    if (args.length > takes.length) {
      throw new ArgumentError(
        `${object.type.name}.${operation} takes ${takes.length} arguments (${names.join(', ')}); got ${args.length}`,
      );
    }
    const intake = new Intake(session);
    const admitted = takes.map((kind, index) =>
      kind.admit(args[index], intake, `argument ${names[index]} of ${object.type.name}.${operation}`),
    );
    const shown = fence ? new Fence(session.lookUp(fence[0]), fence[1]) : undefined;
    if (shown) intake.refersTo.push(shown.lock);
    return new PendingCall(
      this.#directory,
      session,
      object,
      now,
      number,
      method,
      admitted,
      intake.refersTo,
      owner ?? undefined,
      shown,
    );
  }

  /** Nobody overtakes: a call whose line has someone in it joins behind them untried. */
  #serve(call: PendingCall, timeoutMs: number | undefined, now: number): void {
    const { line: lineName } = call.method.operation;
    const line = lineName === undefined ? undefined : call.object.line(lineName);
    if (!line?.head && this.#attempt(call, now)) {
      this.settle(call.object, now);
    } else if (timeoutMs === 0) {
      this.withdraw(call);
      this.#beLate(call);
    } else if (!line) {
      this.withdraw(call);
      this.#answers.fail(
        call.caller,
        call.number,
        new InternalError(`${call.method.name} may not wait: its description names no line`),
      );
    } else if (call.caller.waiting.size >= limits.callsInFlight) {
      this.withdraw(call);
      this.#answers.fail(
        call.caller,
        call.number,
        new LimitError(`the session has ${limits.callsInFlight} calls waiting already`),
      );
    } else {
      call.line = line;
      line.join(call);
      call.caller.waiting.set(call.number, call);
      if (timeoutMs !== undefined) {
        call.at = now + timeoutMs;
        this.#deadlines.add(call);
      }
    }
  }

  /** Tries a call once. True when it was answered. */
  #attempt(call: PendingCall, now: number): boolean {
    let outcome: Outcome;
    try {
      call.caller.checkRoomForAnswers();
      outcome = call.run(now);
    } catch (error) {
      this.withdraw(call);
      this.#answers.fail(call.caller, call.number, error);
      return true;
    }
    if (outcome === PARK) return false;
    this.withdraw(call);
    this.#answers.give(call, outcome);
    return true;
  }

  #beLate(call: PendingCall): void {
    const { late } = call.method.operation;
    if (late && 'result' in late) this.#answers.give(call, late.result);
    else if (late) this.#answers.fail(call.caller, call.number, new (errorClass(late.error))(late.message));
    else {
      const waitedFor = `${call.method.name} of ${call.object}`;
      this.#answers.fail(
        call.caller,
        call.number,
        new TimeoutError(`${waitedFor} was not possible in the time given; nothing was taken`),
      );
    }
  }
}
