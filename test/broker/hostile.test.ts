/** Peers who say what the protocol does not allow. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { limits } from '../../protocol/limits.js';
import type { Welcome } from '../../protocol/messages.js';
import { Manager, serve } from '../../src/index.js';
import { decodeHandshake, encodeHandshake, encodeValue } from '../../src/wire/index.js';
import { callOf } from '../engine/driver.js';
import { AUTHKEY, serveIn } from '../harness/doors.js';
import { RawPeer } from '../harness/raw-peer.js';

const key = Buffer.from(AUTHKEY);

interface Site {
  readonly address: string;
  close(): Promise<void>;
}

const sites: readonly { name: string; open(): Promise<Site> }[] = [
  {
    name: 'in this process',
    async open() {
      const broker = await serve({ listen: 'memory://hostile', authkey: AUTHKEY });
      return { address: 'memory://hostile', close: () => broker.close() };
    },
  },
  {
    name: 'that is a daemon',
    async open() {
      const directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
      const address = `ipc://${join(directory, 'broker')}`;
      const daemon = serveIn(address);
      await daemon.lines(1);
      return {
        address,
        async close() {
          daemon.kill('SIGTERM');
          expect(await daemon.ended).toMatchObject({ code: 0, errors: '' });
          await rm(directory, { recursive: true });
        },
      };
    },
  },
];

/** What a stranger may try before it has proved who it is, and the code of the refusal. */
const strangers: readonly { what: string; code: string; does(peer: RawPeer): unknown }[] = [
  { what: 'sends garbage', code: 'PROTOCOL', does: (peer) => peer.send(Buffer.from('GET / HTTP/1.1\r\n\r\n')) },
  { what: 'sends a byte of nothing', code: 'PROTOCOL', does: (peer) => peer.send(Uint8Array.of(0xc1)) },
  {
    what: 'sends too long a frame',
    code: 'PROTOCOL',
    does: (peer) => peer.send(new Uint8Array(limits.handshakeFrameBytes + 1)),
  },
  { what: 'sends a packet first', code: 'PROTOCOL', does: (peer) => peer.say(1, 0, [[3, 0, 'census', []]]) },
  { what: 'proves itself unasked', code: 'PROTOCOL', does: (peer) => peer.authenticate({ proof: peer.proof(key) }) },
  { what: 'speaks a later version', code: 'VERSION', does: (peer) => peer.hello({ versions: [2, 9] }) },
  { what: 'speaks another protocol', code: 'PROTOCOL', does: (peer) => peer.hello({ protocol: 'redis' }) },
  {
    what: 'calls itself a long name of characters that must be escaped',
    code: 'PROTOCOL',
    does: (peer) => peer.hello({ protocol: '\u0001'.repeat(850) }),
  },
  {
    what: 'says hello twice',
    code: 'PROTOCOL',
    async does(peer) {
      peer.hello();
      await peer.challenged();
      peer.hello();
    },
  },
  {
    what: 'does not know the authkey',
    code: 'AUTHENTICATION',
    async does(peer) {
      peer.hello();
      await peer.challenged();
      peer.authenticate({ proof: peer.proof(Buffer.from('a wrong key of some length')) });
    },
  },
  {
    what: 'sends a proof of zeros',
    code: 'AUTHENTICATION',
    async does(peer) {
      peer.hello();
      await peer.challenged();
      peer.authenticate({ proof: new Uint8Array(32) });
    },
  },
  {
    what: 'sends a proof of no bytes',
    code: 'PROTOCOL',
    async does(peer) {
      peer.hello();
      await peer.challenged();
      peer.authenticate({ proof: new Uint8Array() });
    },
  },
  {
    what: 'wants to resume a session that is not there',
    code: 'SESSION_ENDED',
    async does(peer) {
      peer.hello();
      await peer.challenged();
      const resume = { session: 'a'.repeat(22), proof: peer.proof(key, 'resume'), received: 0 };
      peer.authenticate({ proof: peer.proof(key), resume });
    },
  },
];

/** What a client may break once it is in. */
const intruders: readonly { what: string; does(peer: RawPeer): void }[] = [
  { what: 'sends garbage', does: (peer) => peer.send(Buffer.from('no packet')) },
  { what: 'shakes hands again', does: (peer) => peer.hello() },
  { what: 'sends a broker’s frame', does: (peer) => peer.send(encodeHandshake('refused', { code: 'A', message: '' })) },
  { what: 'sends a message of unknown kind', does: (peer) => peer.say(1, 0, [[99]]) },
  { what: 'sends a message of no kind', does: (peer) => peer.say(1, 0, [{}]) },
  { what: 'sends a call of too few fields', does: (peer) => peer.say(1, 0, [[3, 0]]) },
  { what: 'sends a call of wrong fields', does: (peer) => peer.say(1, 0, [[3, 0, 'ping', 'none']]) },
  { what: 'leaves a gap', does: (peer) => peer.say(2, 0, [[3, 0, 'ping', []]]) },
  { what: 'begins at message 0', does: (peer) => peer.say(0, 0, [[3, 0, 'ping', []]]) },
  { what: 'acknowledges what was never sent', does: (peer) => peer.say(1, 5, []) },
  { what: 'releases the broker itself', does: (peer) => peer.say(1, 0, [[5, 0, 1]]) },
  {
    what: 'opens by too long a name',
    does: (peer) => peer.say(1, 0, [[1, 1, 'queue', 'x'.repeat(513), 'i'.repeat(22), {}]]),
  },
  { what: 'chooses an id that is none', does: (peer) => peer.say(1, 0, [[1, 1, 'queue', null, 'short', {}]]) },
];

describe.each(sites)('a broker $name', ({ open }) => {
  let site: Site;
  let honest: Manager;
  beforeAll(async () => {
    site = await open();
    honest = await Manager.connect(site.address, { authkey: AUTHKEY });
  });
  afterAll(async () => {
    await honest.close();
    await assertServes();
    await site.close();
  });

  async function assertServes(): Promise<void> {
    const probe = await Manager.connect(site.address, { authkey: AUTHKEY });
    expect(await probe.numberOfObjects()).toBe(0);
    await probe.close();
  }

  /** What a client that was there all the while had before, it has still. */
  async function whileServing<T>(attack: () => Promise<T>): Promise<T> {
    using queue = honest.queue<string>();
    await queue.put('kept');
    const result = await attack();
    expect(await queue.get()).toBe('kept');
    const { sessions, objects } = await honest.census();
    expect([sessions, objects]).toEqual([1, 1]);
    return result;
  }

  async function peer(): Promise<RawPeer> {
    const raw = await RawPeer.connect(site.address);
    onTestFinished(() => raw.close());
    return raw;
  }

  test.for(strangers)('refuses a stranger who $what with $code, and hangs up', async ({ code, does }) => {
    await whileServing(async () => {
      const stranger = await peer();
      await does(stranger);
      expect(await stranger.refusal()).toBe(code);
      await stranger.down;
    });
  });

  test('drops a stranger who sends a very long frame, without a word', async () => {
    await whileServing(async () => {
      const stranger = await peer();
      stranger.send(new Uint8Array(limits.strangerFrameBytes + 1));
      await expect(stranger.frame()).rejects.toThrow('the link is down');
    });
  });

  test.for(intruders)('hangs up on a client who $what, and says why', async ({ does }) => {
    await whileServing(async () => {
      const intruder = await peer();
      await intruder.enter(AUTHKEY);
      does(intruder);
      const [, , messages] = await intruder.packet();
      expect(messages.at(-1)?.slice(0, 2)).toEqual([5, 'PROTOCOL']);
      await intruder.down;
    });
  });

  test('gives a session only to who knows its secret, and leaves it to its owner', async () => {
    const [owner, thief] = [await peer(), await peer()];
    const { session } = await owner.enter(AUTHKEY);
    thief.hello();
    await thief.challenged();
    const resume = { session, proof: thief.proof(Buffer.from('a guessed secret'), 'resume'), received: 0 };
    thief.authenticate({ proof: thief.proof(key), resume });
    expect(await thief.refusal()).toBe('SESSION_ENDED');
    await thief.down;
    owner.say(1, 0, [[3, 0, 'ping', []]]);
    expect((await owner.packet())[2]).toEqual([[1, 1, null]]);
    owner.say(2, 1, [[6]]);
    await owner.down;
    await assertServes();
  });

  test('refuses an attempt to resume that its owner has overtaken, and leaves the session to the owner', async () => {
    const [owner, late] = [await peer(), await peer()];
    const { session, secret } = await owner.enter(AUTHKEY);
    late.hello();
    await late.challenged();
    const resume = { session, proof: late.proof(secret, 'resume'), received: 0 };
    owner.say(1, 0, [[3, 0, 'ping', []]]);
    await owner.packet();
    owner.say(2, 1, [[3, 0, 'ping', []]]);
    await owner.packet();
    late.authenticate({ proof: late.proof(key), resume });
    expect(await late.refusal()).toBe('PROTOCOL');
    await late.down;
    owner.say(3, 2, [[3, 0, 'ping', []]]);
    expect((await owner.packet())[2]).toEqual([[1, 3, null]]);
    owner.say(4, 3, [[6]]);
    await owner.down;
    await assertServes();
  });

  test('refuses an attempt to resume that a later one has overtaken, and leaves the session to that', async () => {
    const [owner, late, later] = [await peer(), await peer(), await peer()];
    const { session, secret } = await owner.enter(AUTHKEY);
    owner.say(1, 0, [[3, 0, 'ping', []]]);
    await owner.packet();
    for (const attempt of [late, later]) {
      attempt.hello();
      await attempt.challenged();
    }
    const resume = (attempt: RawPeer, received: number) => {
      const proof = attempt.proof(secret, 'resume');
      attempt.authenticate({ proof: attempt.proof(key), resume: { session, proof, received } });
    };
    resume(later, 1);
    expect(decodeHandshake(await later.frame())[0]).toBe('welcome');
    await owner.down;
    resume(late, 0);
    expect(await late.refusal()).toBe('PROTOCOL');
    later.say(2, 1, [[6]]);
    await later.down;
    await assertServes();
  });

  test('refuses such an attempt also when all that the owner did since was to resume the session', async () => {
    const [owner, late] = [await peer(), await peer()];
    const welcome = await owner.enter(AUTHKEY);
    late.hello();
    await late.challenged();
    const resume = { session: welcome.session, proof: late.proof(welcome.secret, 'resume'), received: 0 };
    owner.say(1, 0, [[3, 0, 'ping', []]]);
    await owner.packet();
    const again = await peer();
    expect(await again.resume(AUTHKEY, welcome, 1)).toMatchObject(['welcome', { resumed: true, received: 1 }]);
    late.authenticate({ proof: late.proof(key), resume });
    expect(await late.refusal()).toBe('PROTOCOL');
    again.say(2, 1, [[3, 0, 'ping', []]]);
    expect(await again.messages()).toEqual([[1, 2, null]]);
    again.say(3, 2, [[6]]);
    await again.down;
    await assertServes();
  });

  describe('that keeps back what would be too much', () => {
    /** A client for whom messages 1 to 3 are under way, and the fourth is not. */
    async function slowClient(): Promise<readonly [RawPeer, Welcome]> {
      const client = await peer();
      const welcome = await client.enter(AUTHKEY);
      const large = encodeValue(new Uint8Array(usualLimits.bytesUnderWay));
      client.say(1, 0, [[1, 1, 'queue', null, 'i'.repeat(22), {}], callOf(1, 'put', [large])]);
      client.say(3, 0, [callOf(1, 'peek')]);
      client.say(4, 0, [callOf(1, 'clear')]);
      for (let heard = 0; heard < 3; ) heard += (await client.packet())[2].length;
      expect(await client.packet()).toEqual([4, 4, []]);
      return [client, welcome];
    }

    test('hangs up on a client who acknowledges it, and says why', async () => {
      const [client] = await slowClient();
      client.say(5, 4, []);
      expect(await client.packet()).toEqual([4, 4, [[5, 'PROTOCOL', expect.stringContaining('never sent')]]]);
      await client.down;
      await assertServes();
    });

    test('hangs up on a client who resumes its session as if it had it', async () => {
      const [, welcome] = await slowClient();
      const again = await peer();
      expect(await again.resume(AUTHKEY, welcome, 4)).toMatchObject(['welcome', { resumed: true }]);
      expect(await again.messages()).toEqual([[5, 'PROTOCOL', expect.stringContaining('never sent')]]);
      await again.down;
      await assertServes();
    });
  });

  test('cares for nothing that a stranger says after it was refused', async () => {
    await whileServing(async () => {
      const stranger = await peer();
      stranger.send(Uint8Array.of(0xc1));
      stranger.hello();
      stranger.say(1, 0, [[3, 0, 'census', []]]);
      expect(await stranger.refusal()).toBe('PROTOCOL');
      await stranger.down;
      await expect(stranger.frame()).rejects.toThrow('no frame came');
    });
  });

  test('forgets a hundred peers who come and go in the middle of the handshake', async () => {
    const strangers = await Promise.all(Array.from({ length: 100 }, () => RawPeer.connect(site.address)));
    for (const stranger of strangers) stranger.hello();
    await Promise.all(strangers.map((stranger) => stranger.challenged()));
    for (const stranger of strangers) stranger.close();
    await assertServes();
    expect((await honest.census()).sessions).toBe(1);
  });
});
