import { usualLimits } from '../../protocol/broker-limits.js';
import { CancelledError, errorFromWire, type HoldallError, LimitError, ProtocolError } from '../../protocol/errors.js';
import {
  BrokerKind,
  type BrokerMessage,
  ClientKind,
  type ClientMessage,
  type Packet,
  type StreamNumber,
  type WireError,
} from '../../protocol/messages.js';
import { Inbox, Outbox } from '../../protocol/stream.js';
import { decodeValue, SpareMemory } from '../wire/index.js';
import { WaitingCalls } from './waiting-calls.js';

/** A call that waits for its answer. Its functions never throw: others wait behind it. */
export interface Awaited {
  /** When a living broker will have answered, on the clock of the connection; none for a call without a time limit. */
  deadline?: number | undefined;
  /** Its operation has overtime: no deadline comes of a cancel, either. */
  readonly hasOvertime?: boolean;
  /** About how many bytes its arguments take; 0 if that is left out. */
  readonly bytes?: number;
  /** It gives back what others may wait for, those calls among them that take all the room: it needs none. */
  readonly frees?: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * Why a session ended, as an error of its own for each call: the same error twice would share one stack. It tells what
 * became of the call; of what was held there is no such thing to tell.
 */
export type Fate = (happened?: 'no' | 'unknown') => HoldallError;

/**
 * The client's side of a session: the two streams and the calls that wait. Pure: it reads no clock and touches no
 * socket, so that a simulation can run it as it is. PROTOCOL.md, "The two streams".
 */
export class ClientSession {
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox<ClientMessage>();
  readonly #awaited = new WaitingCalls<Awaited>();
  /** For the values in the arguments of calls, which come back when the broker has them: nothing is sent again then. */
  readonly spareMemory = new SpareMemory();
  /** Those of all calls that wait. */
  #bytesAwaited = 0;
  /** The last of our messages that went out over the present connection. */
  #sent: StreamNumber = 0;
  /** The last of the broker's messages that it knows us to have. */
  #acknowledged: StreamNumber = 0;

  /** How many calls wait for an answer. */
  get waiting(): number {
    return this.#awaited.size;
  }

  /** The last message received from the broker. */
  get received(): StreamNumber {
    return this.#inbox.received;
  }

  /** How many of the broker's messages it does not know us to have. */
  get unacknowledged(): number {
    return this.#inbox.received - this.#acknowledged;
  }

  /** Queues a message that nothing answers, or whose answer does not matter. */
  push(message: ClientMessage): StreamNumber {
    return this.#outbox.push(message);
  }

  /** Queues a message; its answer settles `awaited`. Throws `LimitError` when too many wait already. */
  ask(message: ClientMessage, awaited: Awaited): StreamNumber {
    if (!awaited.frees) this.#checkRoom();
    const number = this.#outbox.push(message);
    this.#awaited.add(number, awaited);
    this.#bytesAwaited += awaited.bytes ?? 0;
    return number;
  }

  /** A call that still waits. */
  find(call: StreamNumber): Awaited | undefined {
    return this.#awaited.get(call);
  }

  /** When the first of the calls that wait should have been answered. Looks at all of them: not for every turn. */
  get earliestDeadline(): number | undefined {
    let earliest: number | undefined;
    for (const [, { deadline }] of this.#awaited) {
      if (deadline !== undefined && (earliest === undefined || deadline < earliest)) earliest = deadline;
    }
    return earliest;
  }

  /** What is to go out now: the messages not yet sent, and the number of the first. */
  take(): { readonly first: StreamNumber; readonly messages: readonly ClientMessage[] } {
    const first = this.#sent + 1;
    const messages = this.#outbox.from(first);
    this.#sent += messages.length;
    this.#acknowledged = this.#inbox.received;
    return { first, messages };
  }

  /** The connection was resumed, and the broker has our stream up to `received`: all after that goes out again. */
  resume(received: StreamNumber): void {
    this.#outbox.acknowledge(received);
    this.#sent = received;
  }

  /**
   * Takes a packet in and settles the calls that it answers. Returns what its sender asks of us: to acknowledge at once
   * because it handed something out, and the reason if it said bye. Throws `ProtocolError` for what no broker sends.
   */
  receive([first, received, messages]: Packet<BrokerMessage>): {
    readonly handedOut: boolean;
    readonly bye?: HoldallError;
  } {
    if (!this.#outbox.canHaveReached(received))
      throw new ProtocolError(`the broker acknowledged message ${received}, never sent`);
    this.#outbox.acknowledge(received, this.#forgotten);
    const fresh = this.#inbox.admit(first, messages);
    if (!fresh) throw new ProtocolError(`the broker's message ${first} came without those before it`);
    let handedOut = false;
    for (const message of fresh) {
      if (message[0] === BrokerKind.bye)
        return { handedOut, bye: errorFromWire({ code: message[1], message: message[2] }) };
      if (message[0] === BrokerKind.handout) handedOut = true;
      this.#settle(message);
    }
    return { handedOut };
  }

  /**
   * Rejects all calls that wait. Those that never went out did not happen; of the others only the broker could tell,
   * and `orderly` says that it did: it answered everything that it carried out before it said bye.
   */
  fail(fate: Fate, orderly: boolean): void {
    for (const [number, awaited] of [...this.#awaited]) {
      this.#awaited.delete(number);
      awaited.reject(fate(orderly || number > this.#sent ? 'no' : 'unknown'));
    }
  }

  /** Made once, not for each packet. */
  readonly #forgotten = (message: ClientMessage): void => {
    if (message[0] === ClientKind.call) this.spareMemory.giveBack(message[3]);
  };

  #checkRoom(): void {
    if (this.#awaited.size >= usualLimits.callsInFlight) {
      throw new LimitError(
        `${usualLimits.callsInFlight} calls wait for an answer already: await some before making more`,
      );
    }
    if (this.#bytesAwaited > usualLimits.callBytesInFlight) {
      throw new LimitError(
        `calls with ${this.#bytesAwaited} bytes of arguments wait for an answer already: await some before making more`,
      );
    }
  }

  #settle(message: Exclude<BrokerMessage, readonly [typeof BrokerKind.bye, ...unknown[]]>): void {
    if (message[0] === BrokerKind.notice) return;
    const awaited = this.#awaited.get(message[1]);
    if (!awaited) return;
    this.#awaited.delete(message[1]);
    this.#bytesAwaited -= awaited.bytes ?? 0;
    if (message[0] === BrokerKind.error) awaited.reject(errorOf(message[2]));
    else awaited.resolve(message[2]);
  }
}

/** What a call rejects with: what a user's code threw in the broker, if that can be read here, or what the code stands for. */
function errorOf(wire: WireError): unknown {
  if (!wire.thrown) return errorFromWire(wire);
  try {
    return withRemoteStack(decodeValue(wire.thrown), wire.stack);
  } catch {
    return errorFromWire(wire);
  }
}

function withRemoteStack(thrown: unknown, stack: string | undefined): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const value = thrown.stack ?? stack;
  return Object.defineProperty(thrown, 'remoteStack', { value, configurable: true, writable: true });
}

/** Whether an error is the broker's answer to a cancel. */
export function isCancelled(error: unknown): error is CancelledError {
  return error instanceof CancelledError;
}
