import type { BrokerLimits } from '../../protocol/broker-limits.js';
import { AuthenticationError, HoldallError, ProtocolError, VersionError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Authenticate, Hello, Id, StreamNumber, Welcome } from '../../protocol/messages.js';
import { PROTOCOL_NAME, SUPPORTED_VERSIONS } from '../../protocol/version.js';
import type { Clock } from '../clock.js';
import type { HostLink, LinkEvents } from '../transport/transport.js';
import { decodeHandshake, encodeHandshake, prove, randomSecret, sameProof } from '../wire/index.js';
import type { Grace } from './grace.js';
import type { Member, Principals } from './principals.js';
import type { ShellCounts } from './shell-counts.js';

/** In characters, of three bytes at most. A message may quote what a stranger sent; the refusal must fit its frame. */
const LONGEST_REFUSAL = 250;

/** What a guest needs of the broker. */
export interface Host {
  readonly clock: Clock;
  readonly limits: BrokerLimits;
  readonly counts: ShellCounts;
  /** What must be proved by whoever says to be somebody, and who that is. */
  readonly principals: Pick<Principals, 'identify'>;
  /** Begins a session for a guest that has proved to be this member, and says to be `client`. */
  begin(guest: Guest, client: string, member: Member): Admission;
  /**
   * Gives a session to a guest that has proved to be its owner, and this member. Throws `SessionEndedError` if there is none,
   * and `ProtocolError` if the owner has gone on since it made this attempt.
   */
  resume(guest: Guest, member: Member, claim: ResumeClaim): Admission;
  /** A frame of a guest that is in a session. */
  onPacket(session: Id, frame: Uint8Array): void;
  /** The guest is not let in; `said` is what it says of itself, if it came to that. Its link is about to go. */
  onRefused(guest: Guest, error: HoldallError, said: Said | undefined): void;
  /** The guest's link is gone. */
  onGone(guest: Guest, session: Id | undefined): void;
}

/** What a guest says of the session that it wants to go on with. */
export interface ResumeClaim {
  readonly session: Id;
  readonly received: StreamNumber;
  /** Whether it has proved to know the session's secret. */
  isOwner(secret: Uint8Array): boolean;
}

export interface Admission {
  readonly welcome: Omit<Welcome, 'proof'>;
  /** Called when the welcome has been sent: from here on packets may follow it. */
  entered(): void;
}

/** What a guest says of itself before it proves anything. */
export type Said = Pick<Hello, 'client' | 'principal' | 'key'>;

type Stage =
  | { readonly at: 'door' }
  | {
      readonly at: 'challenged';
      readonly said: Said;
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
    this.#host.onRefused(this, error, this.#stage.at === 'challenged' ? this.#stage.said : undefined);
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
    const said = saidIn(hello);
    const challenge = encodeHandshake('challenge', { version, nonce: randomSecret() });
    this.#stage = { at: 'challenged', said, hello: Uint8Array.from(frame), challenge };
    this.send(challenge);
  }

  #admit(
    frame: Uint8Array,
    { proof, resume }: Authenticate,
    { said, hello, challenge }: Extract<Stage, { at: 'challenged' }>,
  ): void {
    const { proofKey, member } = this.#host.principals.identify(said);
    const isProved = sameProof(proof, prove(proofKey, 'client', hello, challenge));
    if (!isProved || !member) throw new AuthenticationError(unproved(said));
    const { welcome, entered } = resume
      ? this.#host.resume(this, member, {
          session: resume.session,
          received: resume.received,
          isOwner: (secret) => sameProof(resume.proof, prove(secret, 'resume', hello, challenge)),
        })
      : this.#host.begin(this, said.client, member);
    this.#stopWaiting();
    this.#link.limitFrames(limits.frameBytes);
    this.#stage = { at: 'inside', session: welcome.session };
    const brokerProof = prove(proofKey, 'broker', hello, challenge, frame);
    this.send(encodeHandshake('welcome', { ...welcome, proof: brokerProof }));
    entered();
  }
}

/** What is kept of a hello: views into its frame would keep that. */
function saidIn({ client, principal, key }: Hello): Said {
  if (principal && key)
    throw new ProtocolError('hello says who it is by a principal and by a key: one of them is enough');
  return { client, ...(principal && { principal }), ...(key && { key: Uint8Array.from(key) }) };
}

/** The same words whether there is somebody of that name or key, or not. */
function unproved({ principal, key }: Said): string {
  if (key) return 'nobody here has the public key of this client, or it takes another key for that of this broker';
  if (!principal) return 'the authkey of this client is not the one of this broker';
  return `the authkey of this client is not the one of principal "${principal}" here, or there is nobody of that name`;
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
