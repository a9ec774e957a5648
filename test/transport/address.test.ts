import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../protocol/errors.js';
import { hostAndPort, isLoopback, schemeOf } from '../../src/transport/address.js';
import { transportFor } from '../../src/transport/index.js';

describe('isLoopback', () => {
  test.each([
    'tcp://127.0.0.1:5555',
    'tcp://127.255.3.4:*',
    'tcp://localhost:0',
    'tcp://LOCALHOST:1',
    'tcp://[::1]:5555',
    'tcp://[0:0:0:0:0:0:0:1]:5555',
    'tcp://[::ffff:127.0.0.1]:5555',
    'ipc:///run/holdall.sock',
    'memory://name',
  ])('is true of %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  test.each([
    'tcp://*:5555',
    'tcp://0.0.0.0:5555',
    'tcp://128.0.0.1:5555',
    'tcp://10.0.0.7:5555',
    'tcp://[::]:5555',
    'tcp://[fe80::1]:5555',
    'tcp://[::ffff:10.0.0.7]:5555',
    'tcp://localhost.example.org:5555',
    'tcp://127.0.0.1.example.org:5555',
    'tcp://127.1:5555',
  ])('is false of %s', (address) => {
    expect(isLoopback(address)).toBe(false);
  });

  test('refuses what is no address', () => {
    expect(() => isLoopback('127.0.0.1')).toThrow(ArgumentError);
    expect(() => isLoopback('tcp://127.0.0.1')).toThrow(ArgumentError);
  });
});

describe('hostAndPort', () => {
  test('takes an address apart', () => {
    expect(hostAndPort('tcp://example.org:80')).toEqual({ host: 'example.org', port: 80 });
    expect(hostAndPort('tcp://[::1]:80')).toEqual({ host: '::1', port: 80 });
  });

  test('reads both ways to leave the port to the system', () => {
    expect(hostAndPort('tcp://127.0.0.1:*').port).toBe(0);
    expect(hostAndPort('tcp://127.0.0.1:0').port).toBe(0);
  });
});

describe('transportFor', () => {
  test.each(['ipc:///run/holdall.sock', 'tcp://127.0.0.1:5555', 'memory://name'])('knows who serves %s', (address) => {
    expect(transportFor(address).schemes).toContain(schemeOf(address));
  });

  test('gives the same memory for the same address', () => {
    expect(transportFor('memory://a')).toBe(transportFor('memory://b'));
  });

  test('refuses a scheme that nobody serves, and names those that are', () => {
    expect(() => transportFor('redis://localhost')).toThrow(ArgumentError);
    expect(() => transportFor('redis://localhost')).toThrow(/ipc:\/\/.*tcp:\/\/.*memory:\/\//);
  });

  test('refuses what is no address', () => {
    expect(() => transportFor('/run/holdall.sock')).toThrow(ArgumentError);
  });
});
