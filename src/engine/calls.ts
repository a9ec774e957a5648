import {
  ArgumentError,
  BrokerGoneError,
  type ErrorCode,
  type HoldallError,
  InternalError,
  UnknownOperationError,
} from '../../protocol/errors.js';
import type { CallMessage, StreamNumber, WireError } from '../../protocol/messages.js';
import { GoOn, type Outcome, PARK, type WaitEnd } from '../objects/contract.js';
import type { Deadlines } from '../objects/deadlines.js';
import type { ArgumentKind } from '../objects/kinds.js';
import type { Answers } from './answers.js';
import { WAITING_BYTES } from './budget.js';
import { bytesHeld } from './bytes-held.js';
import { CallCounts } from './call-counts.js';
import { checkCall, checkFence, checkStep, lackOf } from './call-rights.js';
import type { DeadlockWatch } from './deadlock-watch.js';
import type { Directory, Due } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { CalledMethod, Method } from './hosted-type.js';
import type { Line } from './line.js';
import { ObjectTurn } from './object-turn.js';
import { Fence, PendingCall } from './pending-call.js';
import type { Session } from './session.js';
import { lackOfSpace } from './space.js';
import { Intake } from './values.js';

/**
 * Calls, from their arrival to their one answer. This is the only implementation of waiting: an operation that cannot
 * go on returns `PARK`, and its call is tried again, in its turn, whenever its object changed.
 */
export class Calls {
  readonly #directory: Directory;
  readonly #deadlines: Deadlines<Due>;
  readonly #answers: Answers;
  readonly #deadlocks: DeadlockWatch;
  /** Of calls that name no operation there is. */
  readonly strayCounts = new CallCounts();
  /** Once the broker is about to stop: the only calls that may wait. */
  #lastToWait: ReadonlySet<PendingCall> | undefined;

  constructor(directory: Directory, deadlines: Deadlines<Due>, answers: Answers, deadlocks: DeadlockWatch) {
    this.#deadlocks = deadlocks;
    this.#directory = directory;
    this.#deadlines = deadlines;
    this.#answers = answers;
  }

  /** From now on no other call may begin to wait than these, which wait already and may go on to wait elsewhere. */
  drain(waiting: Iterable<PendingCall>): void {
    this.#lastToWait = new Set(waiting);
  }

  /** Serves a call that has arrived: answers it, or lets it wait. */
  begin(session: Session, number: StreamNumber, message: CallMessage, now: number): void {
    let call: PendingCall;
    try {
      call = this.#prepare(session, number, message, now);
    } catch (error) {
      this.#countsOf(session, message).ended(this.#answers.fail(session, number, error));
      return;
    }
    for (const object of call.refersTo) object.retain();
    call.object.retain();
    this.#serve(call, now);
    this.settle(now);
  }

  /** Gives up a waiting call at its caller's wish. One that was answered already stays answered. */
  cancel(session: Session, number: StreamNumber, now: number): void {
    const call = session.waiting.get(number);
    if (!call || call.method.operation.patient) return;
    if (!this.#endWait(call, 'cancelled', now)) {
      const message = 'the call was cancelled while it waited; nothing was taken';
      this.#answers.refuseCall(call, { code: 'CANCELLED', message });
    }
    this.settle(now);
  }

  /** Ends a call whose time is over with what its operation says for that case. */
  expire(call: PendingCall, now: number): void {
    this.#beLate(call, now);
    this.settle(now);
  }

  /** Refuses the calls of a session that wait for what its principal may not do any more. */
  refuseUnentitled(session: Session, now: number): void {
    for (const call of [...session.waiting.values()]) {
      const lack = lackOf(call);
      if (!lack) continue;
      this.#endWait(call, 'refused', now);
      this.#answers.failCall(call, lack);
    }
    this.settle(now);
  }

  /** A waiting call's session has ended: it gets no answer. */
  abandon(call: PendingCall, now: number): void {
    this.#endWait(call, 'session ended', now);
    call.ended('abandoned');
  }

  /** Refuses all calls that wait at an object, which is about to be no more. Gives their number. */
  refuseAll(object: HostedObject, error: HoldallError, now: number): number {
    const calls = [...object.waiters()];
    for (const call of calls) {
      this.#endWait(call, 'refused', now);
      this.#answers.failCall(call, error);
    }
    return calls.length;
  }

  /** The object has something to do at this time. */
  tick(object: HostedObject, now: number): void {
    object.state.tick?.(new ObjectTurn(this.#directory, object, now));
    this.#directory.schedule(object);
    this.#directory.changed.add(object);
    this.settle(now);
  }

  /** Answers every waiting call that can go on, first come, first served, until the head of each line must wait. */
  settle(now: number): void {
    const { changed } = this.#directory;
    // An object that changes meanwhile comes again.
    for (let object = changed.take(); object; object = changed.take()) {
      for (const line of object.lines) {
        for (let head = line.head; head && this.#attempt(head, now); head = line.head);
      }
      this.#directory.schedule(object);
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
    checkCall(session, handle, object, method);
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
    const admitted = admit(method, args, intake);
    const shown = fence ? new Fence(session.lookUp(fence[0]), fence[1]) : undefined;
    if (shown && fence) {
      checkFence(session, fence[0], shown.lock, method);
      intake.referTo(shown.lock);
    }
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
      now + (timeoutMs ?? object.state.timeoutMs ?? Number.POSITIVE_INFINITY),
    );
  }

  /** Where a call counts that was refused before it began. */
  #countsOf(session: Session, [, handle, operation]: CallMessage): CallCounts {
    return session.known(handle)?.type.methods.get(operation)?.counts ?? this.strayCounts;
  }

  /** Nobody overtakes: a call whose line has someone in it joins behind them untried. */
  #serve(call: PendingCall, now: number): void {
    const { line: lineName, gathers = false, patient = false } = call.method.operation;
    const line = lineName === undefined ? undefined : call.object.line(lineName);
    if ((gathers || !line?.head) && this.#attempt(call, now)) return;
    if (call.at <= now && !patient) this.#beLate(call, now);
    else if (!line) this.#refuse(call, new InternalError(`${call.method.name} may not wait: it names no line`));
    else this.#park(line, call, now);
  }

  #park(line: Line<PendingCall>, call: PendingCall, now: number): void {
    const lack = call.method.operation.patient ? undefined : this.#objectionToWaiting(call);
    if (!lack) this.#join(line, call, now);
    else if (!this.#endWait(call, 'cancelled', now)) this.#answers.failCall(call, lack);
  }

  #objectionToWaiting(call: PendingCall): HoldallError | undefined {
    if (this.#lastToWait === undefined || this.#lastToWait.has(call)) return call.caller.lackOfPatience();
    return new BrokerGoneError(`${call.calledAs}: the broker is about to stop and lets nobody begin to wait`);
  }

  #join(line: Line<PendingCall>, call: PendingCall, now: number): void {
    call.joined(line);
    line.join(call);
    call.caller.waiting.set(call.number, call);
    call.bytes = bytesHeld(call.args);
    call.caller.waitingBytes += call.bytes;
    this.#directory.budget.waiting += WAITING_BYTES + call.bytes;
    if (call.caller.stakes.size > 0 && call.object.state.lacks) this.#deadlocks.suspect(now);
    if (call.at < Number.POSITIVE_INFINITY && !call.method.operation.patient) this.#deadlines.add(call);
    this.#directory.schedule(call.object);
  }

  #leaveLine(call: PendingCall): void {
    if (!call.line) return;
    call.line.leave(call);
    call.leftLine();
    call.caller.waiting.delete(call.number);
    call.caller.waitingBytes -= call.bytes;
    this.#directory.budget.waiting -= WAITING_BYTES + call.bytes;
    const { stakes, waiting } = call.caller;
    if (stakes.size > 0 && waiting.size > 0 && call.object.state.lacks) this.#deadlocks.suspect(call.now);
    this.#deadlines.remove(call);
  }

  /** Tries a call once. True when that was the end of it here: it was answered, or goes on as another. */
  #attempt(call: PendingCall, now: number): boolean {
    const objection = this.#objectionTo(call);
    if (objection) {
      // Others may count on one who waited.
      if (call.line) this.#endWait(call, 'refused', now);
      else this.#close(call);
      this.#answers.failCall(call, objection);
      return true;
    }
    let outcome: Outcome;
    try {
      outcome = call.run(now);
    } catch (error) {
      this.#directory.changed.add(call.object);
      this.#refuse(call, error);
      return true;
    }
    if (outcome === PARK) return false;
    this.#directory.changed.add(call.object);
    if (outcome instanceof GoOn) this.#goOn(call, outcome, now);
    else {
      this.#close(call);
      this.#answers.give(call, outcome);
    }
    return true;
  }

  /** Why a call must not be tried; `undefined` if it may. */
  #objectionTo(call: PendingCall): HoldallError | undefined {
    const { method, caller, fence } = call;
    return (
      (method.needsRoom ? caller.lackOfRoom() : undefined) ??
      (method.adds ? lackOfSpace(call, this.#directory.budget) : undefined) ??
      fence?.objection()
    );
  }

  #goOn(call: PendingCall, { operation, args, at }: GoOn, now: number): void {
    const before = call.object;
    let object: HostedObject;
    let method: Method;
    try {
      object = at === undefined ? before : this.#directory.get(at);
      method = object.type.method(operation);
      checkStep(call, object, method);
    } catch (error) {
      this.#refuse(call, error);
      return;
    }
    this.#leaveLine(call);
    object.retain();
    this.#directory.release(before);
    call.become(object, method, args);
    this.#serve(call, now);
  }

  /** Ends a wait. True when the call goes on in another way; otherwise it is over, and has no answer yet. */
  #endWait(call: PendingCall, why: WaitEnd, now: number): boolean {
    this.#directory.changed.add(call.object);
    call.now = now;
    const goOn = call.object.state.waitEnded?.(call, call.method.name, why, call.args);
    const goesOn = goOn !== undefined && (why === 'late' || why === 'cancelled');
    if (goesOn) this.#goOn(call, goOn, now);
    else this.#close(call);
    return goesOn;
  }

  /**
   * Takes a call out of its line, if it is in one, and gives up its hold on objects. What its answer refers to is still
   * there: objects end with the sweep that closes each step.
   */
  #close(call: PendingCall): void {
    this.#leaveLine(call);
    for (const object of call.refersTo) this.#directory.release(object);
    this.#directory.release(call.object);
  }

  #refuse(call: PendingCall, error: unknown): void {
    this.#close(call);
    this.#answers.failCall(call, error);
  }

  #beLate(call: PendingCall, now: number): void {
    const { late } = call.method.operation;
    if (this.#endWait(call, 'late', now)) return;
    if (late && 'result' in late) this.#answers.give(call, late.result, 'late');
    else this.#answers.refuseCall(call, late ? lateness(call, late) : outOfTime(call));
  }
}

function lateness({ calledAs }: PendingCall, { error, message }: { error: ErrorCode; message: string }): WireError {
  return { code: error, message: `${calledAs}: ${message}` };
}

function outOfTime({ calledAs, object }: PendingCall): WireError {
  const what = `not possible on ${object} in the time given; nothing was taken`;
  return { code: 'TIMEOUT', message: `${calledAs}: ${what}` };
}

/** The arguments as the operation gets them. Those left out at the end are there, as `undefined`. */
function admit(
  { operation: { takes }, argumentTitles }: CalledMethod,
  args: readonly unknown[],
  intake: Intake,
): unknown[] {
  const admitted: unknown[] = [];
  for (let index = 0; index < takes.length; index++) {
    const kind = takes[index] as ArgumentKind;
    admitted.push(kind.admit(args[index], intake, argumentTitles[index] as string));
  }
  return admitted;
}
