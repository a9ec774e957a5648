/** The shell around an engine, on a clock that the test moves. */
import { describe, expect, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { Broker } from '../../src/broker/broker.js';
import { lastingLink } from '../../src/broker/grace.js';
import { Principals } from '../../src/broker/principals.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { decodeBrokerPacket, decodeHandshake, encodeHandshake, prove, randomSecret } from '../../src/wire/index.js';
import { types } from '../engine/driver.js';
import { MovedClock, NotedLink } from '../harness/moved-clock.js';
import { packetFrame } from '../harness/packet-frame.js';

function setUp(): { clock: MovedClock; broker: Broker } {
  const clock = new MovedClock();
  return {
    clock,
    broker: new Broker({ engine: new MemoryEngine(types), clock, principals: Principals.ofOwner(randomSecret()) }),
  };
}

const hello = encodeHandshake('hello', {
  protocol: 'holdall',
  versions: [1, 1],
  nonce: randomSecret(),
  client: 'a test',
});

/** Enters with a key; what the broker sends from then on. */
function enter(
  broker: Broker,
  authkey: Uint8Array,
): { say(first: number, messages: readonly unknown[]): void; link: NotedLink } {
  const link = new NotedLink();
  const events = broker.accept(link, lastingLink, 'memory://test');
  events.onFrame(hello);
  const proof = prove(authkey, 'client', hello, link.sent[0] as Uint8Array);
  events.onFrame(encodeHandshake('authenticate', { proof }));
  link.sent.length = 0;
  return { link, say: (first, messages) => events.onFrame(packetFrame([first, 0, messages as never])) };
}

describe('a broker', () => {
  test.for([
    { after: 'nothing', frames: [] },
    { after: 'the hello', frames: [hello] },
  ])('drops a peer who stops after $after in the handshake, when the time for it is over', ({ frames }) => {
    const { clock, broker } = setUp();
    const link = new NotedLink();
    const events = broker.accept(link, lastingLink, 'memory://test');
    for (const frame of frames) events.onFrame(frame);
    clock.move(usualLimits.handshakeMs - 1);
    expect(link.closed).toBe(false);
    clock.move(1);
    expect(link.closed).toBe(true);
    expect(decodeHandshake(link.sent.at(-1) as Uint8Array)).toEqual([
      'refused',
      expect.objectContaining({ code: 'PROTOCOL' }),
    ]);
    expect(clock.timers).toBe(0);
  });

  test('keeps no timer for a peer who left in the middle of the handshake', () => {
    const { clock, broker } = setUp();
    const events = broker.accept(new NotedLink(), lastingLink, 'memory://test');
    events.onFrame(hello);
    events.onDown('gone');
    expect(clock.timers).toBe(0);
  });

  test('that stops hangs up on all, also on those who were not in yet, and keeps no timer', () => {
    const { clock, broker } = setUp();
    const links = [new NotedLink(), new NotedLink()];
    for (const link of links) broker.accept(link, lastingLink, 'memory://test');
    broker.stop();
    expect(links.map(({ closed }) => closed)).toEqual([true, true]);
    expect(clock.timers).toBe(0);
  });

  test('that stops says first what it kept back: its bye means that all else did not happen', () => {
    const authkey = randomSecret();
    const engine = new MemoryEngine(types);
    const broker = new Broker({
      engine,
      clock: new MovedClock(),
      principals: Principals.ofOwner(authkey),
      limits: { ...usualLimits, bytesUnderWay: 1 },
    });
    const { say, link } = enter(broker, authkey);
    say(1, [[3, 0, 'ping', []]]);
    say(2, [[3, 0, 'ping', []]]);
    const said = () => link.sent.flatMap((frame) => decodeBrokerPacket(frame)[2].map((message) => message.slice(0, 2)));
    expect(said()).toEqual([[1, 1]]);
    broker.stop();
    expect(said()).toEqual([
      [1, 1],
      [1, 2],
      [5, 'BROKER_GONE'],
    ]);
  });
});
