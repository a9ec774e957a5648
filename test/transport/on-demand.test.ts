import { expect, test } from 'vitest';
import { ArgumentError, ConnectError } from '../../protocol/errors.js';
import { MemoryTransport } from '../../src/transport/memory.js';
import { OnDemandTransport } from '../../src/transport/on-demand.js';
import { Recorder } from './recorder.js';
import { CONNECT_MS, Host } from './suite.js';

test('a transport is loaded once, when it is first needed', async () => {
  let loads = 0;
  const transport = new OnDemandTransport(['memory'], async () => {
    loads += 1;
    return new MemoryTransport();
  });
  expect(loads).toBe(0);
  await Promise.all([
    transport.listen('memory://a', new Host().onLink),
    transport.connect('memory://a', new Recorder(), CONNECT_MS),
  ]);
  expect(loads).toBe(1);
});

test('a transport that could not be loaded is a failure to connect, and is tried again', async () => {
  const outcomes = [Promise.reject(new Error('too many open files')), Promise.resolve(new MemoryTransport())];
  const transport = new OnDemandTransport(['memory'], () => outcomes.shift() as Promise<MemoryTransport>);
  const attempt = transport.listen('memory://a', new Host().onLink);
  await expect(attempt).rejects.toBeInstanceOf(ConnectError);
  await expect(attempt).rejects.toThrow('ZeroMQ cannot be loaded: too many open files');
  await transport.listen('memory://a', new Host().onLink);
});

test('a scheme that turns out not to be served is refused', async () => {
  const transport = new OnDemandTransport(['memory', 'ipc'], async () => new MemoryTransport());
  const attempt = transport.connect('ipc:///run/holdall.sock', new Recorder(), CONNECT_MS);
  await expect(attempt).rejects.toBeInstanceOf(ArgumentError);
});
