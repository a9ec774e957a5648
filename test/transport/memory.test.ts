import { afterEach, expect, test } from 'vitest';
import { ConnectError } from '../../protocol/errors.js';
import { MemoryTransport } from '../../src/transport/memory.js';
import { bytes, Recorder } from './recorder.js';
import { Bench, type Subject, transportSuite } from './suite.js';

let names = 0;

function subjectOf(transport: MemoryTransport, breakable: boolean): Subject {
  return {
    transport,
    freeAddress: () => `memory://test-${names++}`,
    deadAddress: () => 'memory://nobody',
    malformed: ['memory://', 'memory://two words'],
    breakable,
  };
}

transportSuite('the memory transport', subjectOf(new MemoryTransport(), false));

const transport = new MemoryTransport({ breakable: true });
const bench = new Bench(subjectOf(transport, true));
afterEach(() => bench.close());

test('a wire that is cut loses what was under way, and both sides hear why', async () => {
  const { guest, server } = await bench.pair();
  guest.link.send(bytes('lost'));
  server.link.send(bytes('lost'));
  expect(transport.wires.length).toBe(1);
  transport.wires[0]?.cut('the cable was pulled');
  expect(await guest.heard.down()).toBe('the cable was pulled');
  expect(await server.heard.down()).toBe('the cable was pulled');
  expect(guest.heard.heard).toEqual(['down']);
  expect(server.heard.heard).toEqual(['frame', 'down']);
  expect(transport.wires).toEqual([]);
});

test('a wire that is cut is one of many', async () => {
  const { host, listener, guest } = await bench.pair();
  const other = await bench.connect(listener.address);
  transport.wires[0]?.cut('the cable was pulled');
  await guest.heard.down();
  other.link.send(bytes('still here'));
  expect(await (await host.peer(1)).heard.texts(1)).toEqual(['still here']);
});

test('its listeners say that they are breakable where a test asks for it', async () => {
  const { listener } = await bench.listen();
  expect(listener.breakable).toBe(true);
});

test('the names of one instance are unknown to another', async () => {
  const { listener } = await bench.listen();
  const elsewhere = new MemoryTransport().connect(listener.address, new Recorder());
  await expect(elsewhere).rejects.toBeInstanceOf(ConnectError);
});
