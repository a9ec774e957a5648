import { describe, expect, test } from 'vitest';
import { BrokerGoneError } from '../../protocol/errors.js';
import { BrokerKind, type BrokerMessage, ClientKind, type ClientMessage } from '../../protocol/messages.js';
import { ClientSession, type Fate } from '../../src/client/session.js';

const ping: ClientMessage = [ClientKind.call, 0, 'ping', []];
const gone: Fate = (happened) => new BrokerGoneError('gone', { happened });

/** A session, and what became of its calls by their numbers: results, or what `happened` to those that failed. */
class Client {
  readonly session = new ClientSession();
  readonly outcomes = new Map<number, unknown>();

  ask(): number {
    const number: number = this.session.ask(ping, {
      resolve: (result) => this.outcomes.set(number, result),
      reject: (error) => this.outcomes.set(number, (error as BrokerGoneError).happened),
    });
    return number;
  }

  hear(first: number, received: number, ...messages: BrokerMessage[]): { readonly handedOut: boolean } {
    return this.session.receive([first, received, messages]);
  }
}

const result = (call: number): BrokerMessage => [BrokerKind.result, call, `of ${call}`];

describe('a client’s session', () => {
  test('sends each message once', () => {
    const client = new Client();
    client.ask();
    client.ask();
    expect(client.session.take()).toEqual({ first: 1, messages: [ping, ping] });
    client.ask();
    expect(client.session.take()).toEqual({ first: 3, messages: [ping] });
    expect(client.session.take()).toEqual({ first: 4, messages: [] });
  });

  test('sends after a resumption what the broker does not have, and nothing else', () => {
    const client = new Client();
    for (let n = 0; n < 4; n++) client.ask();
    client.session.take();
    client.hear(1, 2, result(1));
    client.session.resume(3);
    client.ask();
    expect(client.session.take()).toEqual({ first: 4, messages: [ping, ping] });
  });

  test('uses the memory of an argument again when the broker has it, though not answered', () => {
    const client = new Client();
    const argument = client.session.spareMemory.take(100_000);
    client.session.ask([ClientKind.call, 1, 'put', [argument]], { resolve: () => {}, reject: () => {} });
    client.session.take();
    client.hear(1, 0);
    client.session.resume(0);
    expect(client.session.spareMemory.take(100_000).buffer).not.toBe(argument.buffer);
    client.session.take();
    client.hear(1, 1);
    expect(client.session.spareMemory.take(100_000).buffer).toBe(argument.buffer);
  });

  test('settles a call once, however often its answer comes', () => {
    const client = new Client();
    client.ask();
    client.session.take();
    client.hear(1, 1, result(1));
    client.hear(1, 1, [BrokerKind.result, 1, 'another']);
    expect(client.outcomes.get(1)).toBe('of 1');
    expect(client.session.received).toBe(1);
    expect(client.session.waiting).toBe(0);
  });

  test('takes of a packet that came again what is new', () => {
    const client = new Client();
    for (let n = 0; n < 3; n++) client.ask();
    client.session.take();
    client.hear(1, 3, result(1), result(2));
    client.hear(1, 3, result(1), result(2), result(3));
    expect([...client.outcomes.values()]).toEqual(['of 1', 'of 2', 'of 3']);
  });

  test('knows what the broker does not know it to have', () => {
    const client = new Client();
    client.ask();
    client.session.take();
    expect(client.hear(1, 1, [BrokerKind.handout, 1, null]).handedOut).toBe(true);
    expect(client.session.unacknowledged).toBe(1);
    client.session.take();
    expect(client.session.unacknowledged).toBe(0);
  });

  test('refuses what no broker sends', () => {
    const client = new Client();
    expect(() => client.hear(2, 0, result(1))).toThrow('came without those before it');
    expect(() => client.hear(1, 1)).toThrow('never sent');
  });

  test('that fails tells what was sent from what was not', () => {
    const client = new Client();
    for (let n = 0; n < 2; n++) client.ask();
    client.session.take();
    client.hear(1, 1, result(1));
    client.ask();
    client.session.fail(gone, false);
    expect([...client.outcomes]).toEqual([
      [1, 'of 1'],
      [2, 'unknown'],
      [3, 'no'],
    ]);
  });

  test('that fails after the broker’s farewell knows that nothing of the rest happened', () => {
    const client = new Client();
    for (let n = 0; n < 2; n++) client.ask();
    client.session.take();
    client.hear(1, 2, result(1), [BrokerKind.bye, 'BROKER_GONE', 'stopped']);
    client.session.fail(gone, true);
    expect([...client.outcomes]).toEqual([
      [1, 'of 1'],
      [2, 'no'],
    ]);
  });

  test('that fails while it is being resumed doubts what went out before the break only', () => {
    const client = new Client();
    client.ask();
    client.session.take();
    client.ask();
    client.session.fail(gone, false);
    expect([...client.outcomes]).toEqual([
      [1, 'unknown'],
      [2, 'no'],
    ]);
  });
});
