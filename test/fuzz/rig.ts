import { errorClass, HoldallError, ProtocolError } from '../../protocol/errors.js';
import { BrokerKind, type BrokerMessage } from '../../protocol/messages.js';
import { principalsFrom } from '../../src/broker/access.js';
import { Broker } from '../../src/broker/broker.js';
import { breakableLink } from '../../src/broker/grace.js';
import type { Engine } from '../../src/engine/engine.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import {
  decodeBrokerPacket,
  decodeClientPacket,
  decodeHandshake,
  decodeValue,
  encodeKey,
  encodeValue,
} from '../../src/wire/index.js';
import { types } from '../engine/driver.js';
import { MovedClock } from '../harness/moved-clock.js';
import { type BrokerCase, type Case, PEERS, type Step } from './cases.js';
import { bytesOf, type Item } from './item.js';
import { Broken, Peer } from './peer.js';
import { prototypes } from './prototypes.js';
import { Witness } from './witness.js';

const OWNERS_KEY = Buffer.from('the authkey of the witness');
const AUTHKEY = Buffer.from('the authkey of the attackers');

/** The attackers may do all that is not for operators, who may rightly drop objects and end sessions of others. */
const access = {
  authkey: OWNERS_KEY,
  roles: { everything: [{ objects: '*', rights: ['read', 'write', 'create'] }] },
  principals: { attacker: { authkey: AUTHKEY, roles: ['everything'] } },
} as const;
const WRONG_KEY = Buffer.from('a guess of the same length');

/** After this time on the moved clock nothing of a client that is gone is left. */
const LONG_GONE_MS = 60_000;
const LONGEST_WAIT_MS = 100_000;

export interface Outcome {
  /** What is wrong; `undefined` where all is right. */
  readonly violation: string | undefined;
  /** What was answered, in words that are the same for what is alike: how the fuzzer knows an input that reaches something new. */
  readonly features: ReadonlySet<string>;
  readonly bytes: number;
}

export type MakeEngine = () => Engine;

const makeMemoryEngine: MakeEngine = () => new MemoryEngine(types);

/** Carries a case out against a new broker, or all decoders, and judges. */
export function run(wanted: Case, makeEngine: MakeEngine = makeMemoryEngine): Outcome {
  const before = prototypes();
  const rig = 'steps' in wanted ? new Rig(wanted, makeEngine) : new Decoders(bytesOf(wanted.bytes));
  let violation: string | undefined;
  try {
    rig.run();
  } catch (error) {
    violation = error instanceof Broken ? error.message : `this escaped: ${(error as Error)?.stack ?? String(error)}`;
  }
  if (prototypes() !== before) violation ??= `a prototype has changed: ${before} became ${prototypes()}`;
  return { violation, features: rig.features, bytes: rig.bytes };
}

/** A broker, the attackers, and an honest client. */
class Rig {
  readonly features = new Set<string>();
  readonly #clock = new MovedClock();
  readonly #broker: Broker;
  readonly #peers: readonly Peer[];
  readonly #witness: Witness;
  readonly #witnessPeer: Peer;
  readonly #steps: readonly Step[];

  constructor({ steps }: BrokerCase, makeEngine: MakeEngine) {
    this.#steps = steps;
    const principals = principalsFrom(access, 'the fuzzer');
    this.#broker = new Broker({ engine: makeEngine(), clock: this.#clock, principals });
    const grace = breakableLink(1_000);
    this.#peers = Array.from({ length: PEERS }, () => new Peer(this.#broker, grace, 'attacker'));
    this.#witnessPeer = new Peer(this.#broker, grace);
    this.#witness = new Witness(this.#witnessPeer, OWNERS_KEY);
  }

  get bytes(): number {
    return this.#peers.flatMap(({ sent }) => sent).reduce((sum, frame) => sum + frame.length, 0);
  }

  run(): void {
    for (const step of this.#steps) {
      this.#take(step);
      this.#hear();
    }
    this.#witness.check();
    for (const peer of this.#peers) peer.cut();
    this.#clock.move(LONG_GONE_MS);
    this.#hear();
    this.#witness.checkAlone();
    this.#witness.check();
    this.#broker.stop();
    this.#hear();
    if (this.#clock.timers > 0) throw new Broken(`the broker stopped and left ${this.#clock.timers} timers`);
  }

  #take(step: Step): void {
    if ('wait' in step) {
      this.#clock.move(Math.min(Math.max(step.wait, 0), LONGEST_WAIT_MS));
      return;
    }
    const peer = this.#peer(step.peer);
    if ('enter' in step) peer.enter(AUTHKEY);
    else if ('hello' in step) peer.hello(step.hello);
    else if ('authenticate' in step) this.#authenticate(peer, step.authenticate);
    else if ('frame' in step) peer.send(bytesOf(step.frame));
    else if ('say' in step) this.#say(peer, step);
    else if ('replay' in step) peer.send(this.#peer(step.of).sent[step.replay] ?? Buffer.of(0xc1));
    else peer.cut();
  }

  #say(peer: Peer, { say, first, received }: Extract<Step, { say: unknown }>): void {
    if (!peer.isUp) peer.enter(AUTHKEY);
    peer.say(say, first, received);
  }

  #authenticate(peer: Peer, { key, resume, fields }: Extract<Step, { authenticate: unknown }>['authenticate']): void {
    const proof =
      key === 'of another handshake' ? this.#peer(0).proof(AUTHKEY) : peer.proof(key === 'right' ? AUTHKEY : WRONG_KEY);
    peer.authenticate({ proof, ...(resume && { resume: this.#resume(peer, resume) }), ...fields });
  }

  #resume(peer: Peer, { session, secret, received }: { session: unknown; secret: string; received: number }): Item {
    const owner = typeof session === 'number' ? this.#peer(session) : this.#witnessPeer;
    // Nobody but the witness has its secret: that it can be guessed is not what is tried here.
    const known = session === 'witness' || session === 'nobody' ? WRONG_KEY : (owner.welcome?.secret ?? WRONG_KEY);
    const guess = secret === 'the authkey' ? AUTHKEY : WRONG_KEY;
    const id = session === 'nobody' ? 'n'.repeat(22) : (owner.welcome?.session ?? 'n'.repeat(22));
    const proof = peer.proof(secret === 'right' ? known : guess, 'resume');
    return {
      map: [
        ['session', id],
        ['proof', proof],
        ['received', received],
      ],
    };
  }

  #peer(number: number): Peer {
    return this.#peers[Math.abs(Math.trunc(number)) % PEERS] as Peer;
  }

  /** What the attackers were told must be of the tables; that is also what tells one case from another. */
  #hear(): void {
    for (const peer of this.#peers) {
      for (const [code, message] of peer.refusals.splice(0)) this.#judge('refused', code, message);
      for (const message of peer.messages.splice(0)) this.#judgeMessage(message);
    }
  }

  #judgeMessage(message: BrokerMessage): void {
    if (message[0] === BrokerKind.error) this.#judge('error', message[2].code, message[2].message);
    else if (message[0] === BrokerKind.bye) this.#judge('bye', message[1], message[2]);
    else this.features.add(`${message[0]} ${shapeOf(message[2])}`);
  }

  #judge(where: string, code: string, message: string): void {
    this.features.add(`${where} ${code}: ${masked(message)}`);
    if (errorClass(code) === undefined) throw new Broken(`${where}: the code ${code} is in no table`);
    if (code === 'INTERNAL') throw new Broken(`${where}: a fault in the broker: ${message}`);
  }
}

/** Everybody's decoders, before the same bytes. */
class Decoders {
  readonly features = new Set<string>();
  readonly #frame: Uint8Array;

  constructor(frame: Uint8Array) {
    this.#frame = frame;
  }

  get bytes(): number {
    return this.#frame.length;
  }

  run(): void {
    this.#try('handshake', () => decodeHandshake(this.#frame));
    this.#try('client packet', () => decodeClientPacket(this.#frame));
    this.#try('broker packet', () => decodeBrokerPacket(this.#frame));
    const value = this.#try('value', () => ({ decoded: decodeValue(this.#frame) }));
    if (value !== undefined) this.#sendOn(value.decoded);
  }

  #try<T>(what: string, decode: () => T): T | undefined {
    try {
      const decoded = decode();
      this.features.add(`${what} ${shapeOf(decoded)}`);
      return decoded;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.features.add(`${what}: ${masked(error.message)}`);
      return undefined;
    }
  }

  /** Whoever can read a value can send it on, and it is the same then. */
  #sendOn(value: unknown): void {
    const encoding = again(() => encodeValue(value) as Uint8Array);
    if (encoding === undefined) return;
    const twice = encodeValue(decodeValue(encoding)) as Uint8Array;
    if (Buffer.compare(encoding, twice) !== 0) throw new Broken('a value changes when it is sent on');
    const key = again(() => encodeKey(value));
    if (key && Buffer.compare(key, encodeKey(decodeValue(key))) !== 0)
      throw new Broken('a key changes when it is sent on');
  }
}

/** `undefined` for what cannot be sent on, as a value that is nested more deeply in another's words. */
function again<T>(encode: () => T): T | undefined {
  try {
    return encode();
  } catch (error) {
    if (error instanceof HoldallError) return undefined;
    throw error;
  }
}

/** Without what is different each time. */
function masked(message: string): string {
  return message
    .slice(0, 300)
    .replace(/"(?:[^"\\]|\\.)*"?/g, '"…"')
    .replace(/[\w-]{22}/g, 'id')
    .replace(/-?\d[\d.e+]*/g, '0');
}

function shapeOf(value: unknown, levels = 2): string {
  if (value === null || typeof value !== 'object') return typeof value;
  if (value instanceof Uint8Array) return 'bytes';
  if (levels === 0) return '…';
  if (Array.isArray(value)) return `[${[...new Set(value.slice(0, 4).map((each) => shapeOf(each, levels - 1)))]}]`;
  return value.constructor?.name ?? 'a map';
}
