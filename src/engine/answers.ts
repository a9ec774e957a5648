import { HoldallError, InternalError, LimitError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { BrokerKind, type StreamNumber, type WireError } from '../../protocol/messages.js';
import { Handout, type Result } from '../objects/contract.js';
import { reached } from '../objects/reached.js';
import { Thrown } from '../objects/thrown.js';
import type { Budget } from './budget.js';
import type { CallEnd } from './call-counts.js';
import type { Directory } from './directory.js';
import type { Effects } from './effects.js';
import type { HostedObject } from './hosted-object.js';
import { clientInfo } from './inspection.js';
import type { PendingCall } from './pending-call.js';
import type { Session } from './session.js';
import type { Streams } from './streams.js';
import { NO_OBJECTS, Outlet } from './values.js';

/** Roughly what an answer takes in memory beside what is in it. */
const ANSWER_BYTES = 128;

/** What is left of a sentence or a stack in an error: enough for people, too little to fill a frame. */
const LONGEST_TEXT = 4_096;

/** The one answer of each call, as a message to its caller. */
export class Answers {
  readonly #directory: Directory;
  readonly #budget: Budget;
  readonly #streams: Streams;
  readonly #effects: Effects;

  constructor(directory: Directory, budget: Budget, streams: Streams, effects: Effects) {
    this.#directory = directory;
    this.#budget = budget;
    this.#streams = streams;
    this.#effects = effects;
  }

  /** Answers with what an operation gave. What does not fit a frame is refused, and what it handed out goes back. */
  give(call: PendingCall, outcome: Result | Handout, how: CallEnd = 'ok'): void {
    const isHandout = outcome instanceof Handout;
    const handout = isHandout ? { object: call.object, items: outcome.items } : undefined;
    const result = isHandout ? outcome.result : outcome;
    const outlet = new Outlet(this.#directory);
    const fits = outlet.measure(result);
    const tooMuch = this.#tooMuch(call, outlet, fits, isHandout);
    if (tooMuch !== undefined) {
      if (handout) call.object.state.takeBack?.(call, handout.items, 'not sent');
      this.failCall(call, tooMuch);
      return;
    }
    call.ended(how);
    for (const object of outlet.refersTo) object.retain();
    if (handout) call.object.retain();
    this.#streams.send(call.caller, {
      message: [handout ? BrokerKind.handout : BrokerKind.result, call.number, outlet.give(result, call.caller)],
      bytes: ANSWER_BYTES + outlet.bytes,
      refersTo: outlet.refersTo,
      handout,
    });
  }

  /** Answers an opening: the object is there, and this is who it is. */
  opened(session: Session, number: StreamNumber, { id, type, name }: HostedObject): void {
    this.#streams.send(session, {
      message: [BrokerKind.result, number, [id, type.name, name]],
      bytes: ANSWER_BYTES,
      refersTo: NO_OBJECTS,
      handout: undefined,
    });
  }

  /**
   * Answers with an error. What is none of ours is a user's, and travels whole, or a fault in a type, and carries its stack.
   * Returns how a call ends that is answered so.
   */
  fail(session: Session, number: StreamNumber, error: unknown): CallEnd {
    this.#effects.noteRefusal(session, error);
    const wire = wireError(error);
    if (wire.code === InternalError.code && !wire.thrown) this.#tellFault(session, wire);
    this.#refuse(session, number, wire);
    return endOf(wire);
  }

  #tellFault(session: Session, { message, stack }: WireError): void {
    const told = { kind: 'fault', message, session: clientInfo(session) } as const;
    this.#effects.tell(stack === undefined ? told : { ...told, stack });
  }

  failCall(call: PendingCall, error: unknown): void {
    call.ended(this.fail(call.caller, call.number, error));
  }

  /** As `failCall`, for what many calls can end with at one moment: to make an `Error` costs more than all else of an answer. */
  refuseCall(call: PendingCall, wire: WireError): void {
    this.#refuse(call.caller, call.number, wire);
    call.ended(endOf(wire));
  }

  #refuse(session: Session, number: StreamNumber, wire: WireError): void {
    const bytes = ANSWER_BYTES + 3 * (wire.message.length + (wire.stack?.length ?? 0)) + (wire.thrown?.length ?? 0);
    this.#streams.send(session, {
      message: [BrokerKind.error, number, wire],
      bytes,
      refersTo: NO_OBJECTS,
      handout: undefined,
    });
  }

  /**
   * Why an answer cannot be sent; `undefined` if it can. References beyond the limit keep back only what can go back: an
   * operation that has done something must not answer that it has not. See `Session.lackOfRoom`.
   */
  #tooMuch(call: PendingCall, outlet: Outlet, fits: boolean, canGoBack: boolean): HoldallError | undefined {
    const references = outlet.refersTo.length;
    const { handles } = this.#budget.limits;
    const areTooMany = canGoBack && references > 0 && call.caller.references + references > handles;
    if (fits && !areTooMany) return undefined;
    const what = `the answer of ${call.object.type.name}.${call.method.name}`;
    if (!fits) return new LimitError(`${what} takes more bytes than one answer carries, ${limits.messageBytes}`);
    return reached('handles', `${what} holds ${references} references; the session may have ${handles} in all`);
  }
}

function wireError(error: unknown): WireError {
  if (error instanceof HoldallError) return { code: error.code, message: cut(error.message) };
  if (error instanceof Thrown) {
    const { code, message, remoteStack, encoding } = error;
    const stack = remoteStack === undefined ? {} : { stack: cut(remoteStack) };
    return { code, message: cut(message), ...stack, thrown: encoding };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const wire = { code: 'INTERNAL', message: cut(`a fault in the broker: ${message}`) };
  return stack === undefined ? wire : { ...wire, stack: cut(stack) };
}

/** Codes are those of our own table, whoever gave them. */
function endOf({ code, thrown }: WireError): CallEnd {
  return thrown !== undefined && code === 'INTERNAL' ? 'thrown' : (code as CallEnd);
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
