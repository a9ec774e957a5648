import { AuthenticationError, ConnectError, errorFromWire, ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Authenticate, Hello, Id, StreamNumber, Welcome } from '../../protocol/messages.js';
import { PROTOCOL_NAME, SUPPORTED_VERSIONS } from '../../protocol/version.js';
import type { Clock } from '../clock.js';
import { type ClientKeys, keyBytes } from '../keys/keys.js';
import { sharedSecret } from '../keys/x25519.js';
import type { ClientLink, LinkEvents } from '../transport/transport.js';
import { decodeHandshake, encodeHandshake, prove, randomSecret, sameProof } from '../wire/index.js';
import type { World } from './world.js';

/** Where a broker is, and what it takes to be let in. */
export interface Credentials {
  readonly address: string;
  /** What the client proves itself by; or else its keys. */
  readonly authkey?: Uint8Array;
  /** Whose authkey that is. Default: the broker's own. */
  readonly principal?: string;
  readonly keys?: ClientKeys;
  /** Whether the event loop may stay awake for answers that are near. Default: true. */
  readonly busyPoll?: boolean;
}

/** A session to go on with, instead of a new one. */
export interface Resumption {
  readonly session: Id;
  readonly secret: Uint8Array;
  readonly received: StreamNumber;
}

/** A link over which both sides have proved who they are. */
export interface Entrance {
  readonly link: ClientLink;
  readonly welcome: Welcome;
  /** From now on frames go to `events`: first those that came since the welcome. */
  hand(events: LinkEvents): void;
}

/** What a client says it is, for the broker's logs. */
const CLIENT_NAME = `holdall-js node-${process.versions.node} pid-${process.pid}`;

/**
 * Connects and shakes hands. Rejects, within `timeoutMs`, with `ConnectError` when nothing or no broker answers, with
 * `AuthenticationError` when the keys differ, with `VersionError` when there is no common version, and with
 * `SessionEndedError` when there is nothing to resume. PROTOCOL.md, "Handshake".
 */
export async function enter(
  credentials: Credentials,
  timeoutMs: number,
  world: World,
  resume?: Resumption,
): Promise<Entrance> {
  const { address, keys } = credentials;
  const { clock } = world;
  const deadline = clock.now() + timeoutMs;
  const visit = new Visit();
  const link = await world.connect(address, visit, timeoutMs, keys && { curve: keys });
  try {
    const welcome = await visit.within(clock, deadline - clock.now(), shakeHands(link, visit, credentials, resume));
    return { link, welcome, hand: (events) => visit.hand(events) };
  } catch (error) {
    link.close();
    if (error instanceof ConnectError) throw new ConnectError(`${address}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function shakeHands(
  link: ClientLink,
  visit: Visit,
  credentials: Credentials,
  resume: Resumption | undefined,
): Promise<Welcome> {
  const nonce = randomSecret();
  const { key, says } = identityOf(credentials);
  const hello = encodeHandshake('hello', {
    protocol: PROTOCOL_NAME,
    versions: SUPPORTED_VERSIONS,
    nonce,
    client: CLIENT_NAME,
    ...says,
  });
  link.send(hello);
  const challenge = await visit.nextFrame();
  expect('challenge', challenge);
  const authenticate = encodeHandshake('authenticate', proofsFor(hello, challenge, key, resume));
  link.send(authenticate);
  const welcome = expect('welcome', await visit.nextFrame());
  if (!sameProof(welcome.proof, prove(key, 'broker', hello, challenge, authenticate))) {
    throw new AuthenticationError(
      'what answers there could not prove that it has the key that you share with your broker: it is not your broker',
    );
  }
  return welcome;
}

/** What this client says it is, and the key that proves it to the broker, and the broker to it. */
function identityOf({ authkey, principal, keys }: Credentials): {
  key: Uint8Array;
  says: Pick<Hello, 'principal' | 'key'>;
} {
  if (!keys) return { key: authkey as Uint8Array, says: principal === undefined ? {} : { principal } };
  const secretKey = keyBytes(keys.secretKey, 'secretKey');
  const serverKey = keyBytes(keys.serverKey, 'serverKey');
  return { key: sharedSecret(secretKey, serverKey), says: { key: keyBytes(keys.publicKey, 'publicKey') } };
}

function proofsFor(
  hello: Uint8Array,
  challenge: Uint8Array,
  key: Uint8Array,
  resume: Resumption | undefined,
): Authenticate {
  const proof = prove(key, 'client', hello, challenge);
  if (!resume) return { proof };
  const { session, secret, received } = resume;
  return { proof, resume: { session, proof: prove(secret, 'resume', hello, challenge), received } };
}

type Expected = { readonly challenge: unknown; readonly welcome: Welcome };

/** The body of the frame that must come next. Throws what the broker refused us with, if it did. */
function expect<Name extends keyof Expected>(wanted: Name, frame: Uint8Array): Expected[Name] {
  if (frame.length > limits.handshakeFrameBytes) throw new ProtocolError('what answers there is no holdall broker');
  const [name, body] = decodeHandshake(frame);
  if (name === 'refused') throw errorFromWire(body);
  if (name !== wanted) throw new ProtocolError(`the broker sent ${name} where ${wanted} comes next`);
  return body as Expected[Name];
}

/** The events of a link during its handshake, and the hand-over to whom they belong after it. */
class Visit implements LinkEvents {
  #frames: Uint8Array[] = [];
  #down: string | undefined;
  #wake: () => void = () => {};
  #events: LinkEvents | undefined;

  onFrame(frame: Uint8Array): void {
    if (this.#events) this.#events.onFrame(frame);
    else this.#frames.push(frame);
    this.#wake();
  }

  onDown(reason: string): void {
    this.#down = reason;
    if (this.#events) this.#events.onDown(reason);
    this.#wake();
  }

  async nextFrame(): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) return frame;
      if (this.#down !== undefined) throw new ConnectError(`the connection ended during the handshake: ${this.#down}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
    let stopWaiting: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new ConnectError('something listens there, but it did not complete a handshake in time');
      stopWaiting = clock.after(ms, () => reject(error));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      stopWaiting?.();
      work.catch(() => {});
    }
  }

  hand(events: LinkEvents): void {
    this.#events = events;
    const frames = this.#frames;
    this.#frames = [];
    for (const frame of frames) events.onFrame(frame);
    if (this.#down !== undefined) events.onDown(this.#down);
  }
}
