import type { BrokerLimits } from '../../protocol/broker-limits.js';
import { AuthenticationError, HoldallError, ProtocolError, VersionError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Authenticate, Hello, Id, StreamNumber, Welcome } from '../../protocol/messages.js';
import { PROTOCOL_NAME, SUPPORTED_VERSIONS } from '../../protocol/version.js';
import type { Clock } from '../clock.js';
import type { HostLink, LinkEvents } from '../transport/transport.js';
import { decodeHandshake, encodeHandshake, prove, randomSecret, sameProof } from '../wire/index.js';
import type { Grace } from './grace.js';
import type { ShellCounts } from './shell-counts.js';

/** In characters, of three bytes at most. A message may quote what a stranger sent; the refusal must fit its frame. */
const LONGEST_REFUSAL = 250;

/** What a guest needs of the broker. */
export interface Host {
  readonly clock: Clock;
  readonly authkey: Uint8Array;
  readonly limits: BrokerLimits;
  readonly counts: ShellCounts;
  /** Begins a session for a guest that has proved to know the authkey, and says to be `client`. */
  begin(guest: Guest, client: string): Admission;
  /**
   * Gives a session to a guest that has proved to be its owner. Throws `SessionEndedError` if there is none, and
   * `ProtocolError` if the owner has gone on since it made this attempt.
   */
  resume(guest: Guest, session: Id, isOwner: (secret: Uint8Array) => boolean, received: StreamNumber): Admission;
  /** A frame of a guest that is in a session. */
  onPacket(session: Id, frame: Uint8Array): void;
  /** The guest is not let in; `client` is what it says it is, if it came to that. Its link is about to go. */
  onRefused(guest: Guest, error: HoldallError, client: string | undefined): void;
  /** The guest's link is gone. */
  onGone(guest: Guest, session: Id | undefined): void;
}

export interface Admission {
  readonly welcome: Omit<Welcome, 'proof'>;
  /** Called when the welcome has been sent: from here on packets may follow it. */
  entered(): void;
}

type Stage =
  | { readonly at: 'door' }
  | {
      readonly at: 'challenged';
      readonly client: string;
      readonly hello: Uint8Array;
      readonly challenge: Uint8Array;
    }
  | { readonly at: 'inside'; readonly session: Id }
  | { readonly at: 'gone' };

/**
 * The broker's end of one link. Until the other side has proved who it is, it may say little, in little time, and hears
 * nothing of what is inside. PROTOCOL.md, "Handshake".
 */
export class Guest implements LinkEvents {
  readonly #link: HostLink;
  readonly #host: Host;
  /** How long a session that it begins outlives the link. */
  readonly grace: Grace;
  /** The broker's address that it came to. */
  readonly address: string;
  readonly #stopWaiting: () => void;
  #stage: Stage = { at: 'door' };

  constructor(link: HostLink, host: Host, grace: Grace, address: string) {
    this.#link = link;
    this.#host = host;
    this.grace = grace;
    this.address = address;
    link.limitFrames(limits.strangerFrameBytes);
    const { handshakeMs } = host.limits;
    this.#stopWaiting = host.clock.after(Math.max(0, handshakeMs - (link.ageMs ?? 0)), () => {
      this.refuse(new ProtocolError(`the handshake was not complete after ${handshakeMs} ms`));
    });
  }

  onFrame(frame: Uint8Array): void {
    this.#host.counts.frameIn(frame.length);
    if (this.#stage.at === 'inside') {
      this.#host.onPacket(this.#stage.session, frame);
      return;
    }
    if (this.#stage.at === 'gone') return;
    try {
      this.#shakeHands(frame);
    } catch (error) {
      if (!(error instanceof HoldallError)) throw error;
      this.refuse(error);
    }
  }

  onDown(): void {
    const session = this.#stage.at === 'inside' ? this.#stage.session : undefined;
    this.#leave();
    this.#host.onGone(this, session);
  }

  /** Sends one frame. */
  send(...pieces: readonly Uint8Array[]): void {
    this.#host.counts.frameOut(pieces);
    this.#link.send(...pieces);
  }

  close(): void {
    this.#leave();
    this.#link.close();
  }

  #leave(): void {
    this.#stopWaiting();
    this.#stage = { at: 'gone' };
  }

  /** Tells a guest who is not in a session why it will not be let in, and ends its link. */
  refuse(error: HoldallError): void {
    this.#host.onRefused(this, error, this.#stage.at === 'challenged' ? this.#stage.client : undefined);
    const message = error.message.slice(0, LONGEST_REFUSAL);
    this.send(encodeHandshake('refused', { code: error.code, message }));
    this.close();
    this.#host.onGone(this, undefined);
  }

  #shakeHands(frame: Uint8Array): void {
    const [name, body] = decodeHandshake(frame);
    if (name === 'hello' && this.#stage.at === 'door') this.#challenge(frame, body);
    else if (name === 'authenticate' && this.#stage.at === 'challenged') this.#admit(frame, body, this.#stage);
    else throw new ProtocolError(`${name} is not what comes next in a handshake`);
  }

  #challenge(frame: Uint8Array, hello: Hello): void {
    const version = chooseVersion(hello);
    const challenge = encodeHandshake('challenge', { version, nonce: randomSecret() });
    this.#stage = { at: 'challenged', client: hello.client, hello: Uint8Array.from(frame), challenge };
    this.send(challenge);
  }

  #admit(
    frame: Uint8Array,
    { proof, resume }: Authenticate,
    { client, hello, challenge }: Extract<Stage, { at: 'challenged' }>,
  ): void {
    const { authkey } = this.#host;
    if (!sameProof(proof, prove(authkey, 'client', hello, challenge))) {
      throw new AuthenticationError('the authkey of this client is not the one of this broker');
    }
    const isOwner = (secret: Uint8Array) =>
      resume !== undefined && sameProof(resume.proof, prove(secret, 'resume', hello, challenge));
    const { welcome, entered } = resume
      ? this.#host.resume(this, resume.session, isOwner, resume.received)
      : this.#host.begin(this, client);
    this.#stopWaiting();
    this.#link.limitFrames(limits.frameBytes);
    this.#stage = { at: 'inside', session: welcome.session };
    const brokerProof = prove(authkey, 'broker', hello, challenge, frame);
    this.send(encodeHandshake('welcome', { ...welcome, proof: brokerProof }));
    entered();
  }
}

/** The highest version that both sides speak. */
function chooseVersion({ protocol, versions: [theirLowest, theirHighest] }: Hello): number {
  const [lowest, highest] = SUPPORTED_VERSIONS;
  if (protocol !== PROTOCOL_NAME) {
    throw new ProtocolError(`this is a ${PROTOCOL_NAME} broker; the client speaks ${JSON.stringify(protocol)}`);
  }
  const version = Math.min(highest, theirHighest);
  if (version < Math.max(lowest, theirLowest)) {
    throw new VersionError(
      `this broker speaks versions ${lowest} to ${highest} of the protocol, the client ${theirLowest} to ${theirHighest}: update the older one`,
    );
  }
  return version;
}
