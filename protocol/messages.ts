/**
 * The messages of protocol version 1, as they stand in a frame. PROTOCOL.md describes them in prose; the types here are
 * derived nowhere else, and `src/wire` validates against them.
 */

/** 128 random bits, base64url without padding: 22 characters. Names a broker, a session or an object for ever. */
export type Id = string;

/** A number one session knows a shared object by: positive where the client chose it, negative where the broker did. */
export type Handle = number;

/** The handle of the broker itself, open in every session. */
export const BROKER_HANDLE: Handle = 0;

/** A message's place in its sender's stream, counted from 1. The number of a call is its name in answers and cancels. */
export type StreamNumber = number;

/** Scalars, and arrays and maps of them: whatever plain msgpack carries without extensions. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** A user's value on the wire: its encoding, and, where it holds references, the objects they point to. */
export type WireValue = Uint8Array | readonly [encoding: Uint8Array, references: readonly Handle[]];

/** What the broker tells a client about an object that a value or an answer refers to. */
export type WireReference = readonly [handle: Handle, id: Id, type: string, name: string | null];

/** Which of a session's threads or tasks is calling: two owners of one session are two holders of a lock. */
export type Owner = string | number;

/** Proof of a lock held: the lock's handle and the token of the grant. */
export type WireFence = readonly [lock: Handle, token: number];

/** A frame after the handshake: where its first message stands, what its sender has received, the messages. */
export type Packet<Message> = readonly [first: StreamNumber, received: StreamNumber, messages: readonly Message[]];

export const ClientKind = { open: 1, attach: 2, call: 3, cancel: 4, release: 5, bye: 6 } as const;
export const BrokerKind = { result: 1, handout: 2, error: 3, notice: 4, bye: 5 } as const;

export type OpenMessage = readonly [
  kind: typeof ClientKind.open,
  handle: Handle,
  type: string,
  name: string | null,
  id: Id,
  options: { readonly [key: string]: Plain },
];
export type AttachMessage = readonly [kind: typeof ClientKind.attach, handle: Handle, id: Id];
export type CallMessage = readonly [
  kind: typeof ClientKind.call,
  handle: Handle,
  operation: string,
  args: readonly unknown[],
  timeoutMs?: number | null,
  owner?: Owner | null,
  fence?: WireFence | null,
];
export type CancelMessage = readonly [kind: typeof ClientKind.cancel, call: StreamNumber];
export type ReleaseMessage = readonly [kind: typeof ClientKind.release, handle: Handle, times: number];
export type ClientByeMessage = readonly [kind: typeof ClientKind.bye];

export type ClientMessage =
  | OpenMessage
  | AttachMessage
  | CallMessage
  | CancelMessage
  | ReleaseMessage
  | ClientByeMessage;

export type ResultMessage = readonly [kind: typeof BrokerKind.result, call: StreamNumber, result: unknown];
export type HandoutMessage = readonly [kind: typeof BrokerKind.handout, call: StreamNumber, result: unknown];
export type ErrorMessage = readonly [kind: typeof BrokerKind.error, call: StreamNumber, error: WireError];
export type NoticeMessage = readonly [kind: typeof BrokerKind.notice, handle: Handle, name: string, data: Plain];
export type BrokerByeMessage = readonly [kind: typeof BrokerKind.bye, code: string, message: string];

export type BrokerMessage = ResultMessage | HandoutMessage | ErrorMessage | NoticeMessage | BrokerByeMessage;

/** An error on the wire. `stack` is the broker's own, where the error arose in code that a user supplied. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
  /** What that code threw, whole: an encoded value without references. Whoever can read it needs nothing else. */
  readonly thrown?: Uint8Array;
}

/** Handshake frames are `[name, body]`; PROTOCOL.md, "Handshake", draws their order. */
export interface Hello {
  readonly protocol: string;
  readonly versions: readonly [lowest: number, highest: number];
  readonly nonce: Uint8Array;
  readonly client: string;
  /** Who it is, where that is proved by an authkey of its own. */
  readonly principal?: string;
  /** The public one of its CURVE keys, where who it is is proved by that. */
  readonly key?: Uint8Array;
}
export interface Challenge {
  readonly version: number;
  readonly nonce: Uint8Array;
}
export interface Authenticate {
  readonly proof: Uint8Array;
  readonly resume?: { readonly session: Id; readonly proof: Uint8Array; readonly received: StreamNumber };
}
export interface Welcome {
  readonly proof: Uint8Array;
  readonly broker: Id;
  readonly session: Id;
  readonly secret: Uint8Array;
  readonly graceMs: number;
  readonly resumed: boolean;
  readonly received: StreamNumber;
}
export interface Refused {
  readonly code: string;
  readonly message: string;
}
export type HandshakeFrame =
  | readonly ['hello', Hello]
  | readonly ['challenge', Challenge]
  | readonly ['authenticate', Authenticate]
  | readonly ['welcome', Welcome]
  | readonly ['refused', Refused];
