import { ArgumentError, LimitError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { type CallMessage, ClientKind, type Handle, type Owner, type WireFence } from '../../protocol/messages.js';
import { describe } from '../objects/describe.js';
import type { ArgumentKind, Box, ClientCodec, OptionKind } from '../objects/kinds.js';
import type { Fence } from '../objects/lock/fence.js';
import type { Operation } from '../objects/operation.js';
import { checkOptions } from '../objects/options.js';
import { type CallOptions, callOptionNames, checkTimeout } from '../objects/shared-object.js';
import { messageBytes } from '../wire/index.js';
import type { Connection } from './connection.js';
import { type CallTarget, nameOf, PendingCall } from './pending-call.js';

/** The session that a call goes through. */
export interface Carrier extends ClientCodec {
  readonly connection: Connection;
  /** A fence as this session names it. Throws `ArgumentError` for what is none. */
  wireFence(fence: Fence, what: string): WireFence;
}

/** The call's own options, and those that its operation takes as arguments. */
type GivenOptions = CallOptions & Readonly<Record<string, unknown>>;

const NO_OPTIONS: GivenOptions = {};

/**
 * Makes one call and gives the promise of its one outcome. Arguments are encoded before this returns, so the caller may
 * change them afterwards; what is wrong with them rejects the promise.
 */
export function makeCall(
  carrier: Carrier,
  target: CallTarget,
  args: readonly unknown[],
  options: CallOptions | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = new PendingCall(carrier, target, resolve, reject);
    if (options === undefined) sendPlain(carrier, target.handle, call, args);
    else sendWith(checkedOptions(call, options), carrier, target.handle, call, args);
  });
}

/** Most calls have no options. */
function sendPlain(carrier: Carrier, handle: Handle, call: PendingCall, args: readonly unknown[]): void {
  const { connection } = carrier;
  connection.checkOpen();
  const encoded = encodedArguments(carrier, call, args, NO_OPTIONS);
  call.bytes = checkedSize(encoded, call);
  connection.ask([ClientKind.call, handle, call.operationName, encoded], call);
}

function sendWith(
  options: GivenOptions,
  carrier: Carrier,
  handle: Handle,
  call: PendingCall,
  args: readonly unknown[],
): void {
  const { connection } = carrier;
  const { timeout, signal } = options;
  signal?.throwIfAborted();
  connection.checkOpen();
  const encoded = encodedArguments(carrier, call, args, options);
  call.bytes = checkedSize(encoded, call);
  const message = callMessage(carrier, handle, call, encoded, options);
  // To encode runs getters of the program's, which may have aborted it.
  signal?.throwIfAborted();
  if (timeout !== undefined && !call.hasOvertime) call.deadline = connection.clock.now() + timeout;
  const number = connection.ask(message, call);
  if (signal) call.listen(signal, connection, number);
}

/** A copy, so that getters run once and here. */
function checkedOptions(call: PendingCall, options: CallOptions): GivenOptions {
  const what = nameOf(call);
  checkOptions(options, [...callOptionNames, ...call.operation.optionNames], what);
  const given: GivenOptions = { ...options };
  if (given.signal !== undefined && !(given.signal instanceof AbortSignal)) {
    throw new ArgumentError(
      `signal of ${what} must be an AbortSignal, as controller.signal; got ${describe(given.signal)}`,
    );
  }
  return given;
}

function callMessage(
  carrier: Carrier,
  handle: Handle,
  call: PendingCall,
  encoded: readonly unknown[],
  options: GivenOptions,
): CallMessage {
  const { operationName } = call;
  const what = nameOf(call);
  const timeoutMs = checkedTimeout(options.timeout, what);
  const owner = checkedOwner(options.owner, what);
  if (options.fence !== undefined) {
    return [ClientKind.call, handle, operationName, encoded, timeoutMs, owner, carrier.wireFence(options.fence, what)];
  }
  if (owner !== null) return [ClientKind.call, handle, operationName, encoded, timeoutMs, owner];
  if (timeoutMs !== null) return [ClientKind.call, handle, operationName, encoded, timeoutMs];
  return [ClientKind.call, handle, operationName, encoded];
}

function encodedArguments(
  codec: ClientCodec,
  call: PendingCall,
  args: readonly unknown[],
  options: GivenOptions,
): readonly unknown[] {
  const { takes, names } = call.operation;
  const whats = argumentNames(call);
  const encoded = new Array<unknown>(takes.length);
  let length = 0;
  for (let index = 0; index < takes.length; index++) {
    const kind = takes[index] as ArgumentKind | OptionKind;
    const given = 'isOption' in kind ? boxed(options, names[index] as string) : args[index];
    encoded[index] = kind.encode(given as never, codec, whats[index] as string);
    if (encoded[index] !== null) length = index + 1;
  }
  // To shorten an array in place costs more than a copy.
  return length === encoded.length ? encoded : encoded.slice(0, length);
}

function boxed(options: GivenOptions, name: string): Box<unknown> | undefined {
  return Object.hasOwn(options, name) ? { value: options[name] } : undefined;
}

/** What the arguments of an operation are called in errors: kept, as each call needs them. */
const namesKept = new WeakMap<Operation, { readonly type: string; readonly names: readonly string[] }>();

function argumentNames(call: PendingCall): readonly string[] {
  const { type, operation } = call;
  const kept = namesKept.get(operation);
  // Several types may share one description.
  if (kept?.type === type) return kept.names;
  const of = nameOf(call);
  const names = operation.takes.map((kind, index) => {
    return `${'isOption' in kind ? 'option' : 'argument'} ${operation.names[index]} of ${of}`;
  });
  namesKept.set(operation, { type, names });
  return names;
}

/** About how many bytes they take. The broker hangs up on a frame that is too long, so such a call must not leave. */
function checkedSize(encoded: readonly unknown[], call: PendingCall): number {
  const bytes = messageBytes(encoded);
  if (bytes > limits.messageBytes) {
    throw new LimitError(
      `the arguments of ${nameOf(call)} take ${bytes} bytes; one call carries ${limits.messageBytes}: split them over several calls`,
    );
  }
  return bytes;
}

/** Milliseconds for the wire; `null` for no limit. */
function checkedTimeout(timeout: number | undefined, what: string): number | null {
  checkTimeout(timeout, what);
  return timeout === undefined || timeout === Number.POSITIVE_INFINITY ? null : timeout;
}

/** `null` for the session as a whole. */
function checkedOwner(owner: Owner | undefined, what: string): Owner | null {
  if (owner === undefined) return null;
  if (Number.isSafeInteger(owner)) return owner;
  if (typeof owner === 'string' && owner !== '' && Buffer.byteLength(owner) <= limits.nameBytes) return owner;
  throw new ArgumentError(
    `owner of ${what} must be a name of 1 to ${limits.nameBytes} bytes or a whole number; got ${describe(owner)}`,
  );
}
