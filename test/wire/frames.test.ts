import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncodingError, LimitError, ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { BrokerMessage, ClientMessage, HandshakeFrame, Packet } from '../../protocol/messages.js';
import {
  decodeBrokerPacket,
  decodeClientPacket,
  decodeHandshake,
  encodeHandshake,
  messageBytes,
} from '../../src/wire/index.js';
import { packetFrame } from '../harness/packet-frame.js';

const ID = 'AAAAAAAAAAAAAAAAAAAA_-';
const longName = 'é'.repeat(limits.nameBytes / 2);

const clientMessages: readonly ClientMessage[] = [
  [1, 1, 'queue', 'jobs', ID, { maxsize: 5, policy: null }],
  [1, 2, 'queue', null, ID, {}],
  [1, 3, longName, longName, ID, { nested: { list: [1.5, 'x', true] } }],
  [2, 4, ID],
  [3, 0, 'stats', []],
  [3, -5, 'put', [Uint8Array.of(1, 2), [Uint8Array.of(3), [1, -2]]], 5_000],
  [3, 2 ** 40, 'get', [], null, 'thread-1', [3, 17]],
  [3, 1, 'get', [], -1, 4, null],
  [3, 1, 'get', [], 0.5],
  [4, 9],
  [5, -5, 2],
  [6],
];

const brokerMessages: readonly BrokerMessage[] = [
  [1, 1, null],
  [1, 2, [Uint8Array.of(1), [[3, ID, 'queue', null]]]],
  [2, 3, { item: Uint8Array.of() }],
  [3, 4, { code: 'EMPTY', message: 'no item came' }],
  [3, 5, { code: 'A_LATER_CODE', message: '', stack: 'at somewhere' }],
  [3, 5, { code: 'INTERNAL', message: 'no', stack: 'at somewhere', thrown: Uint8Array.of(5) }],
  [4, -1, 'changed', { size: 3 }],
  [5, 'BROKER_GONE', 'stopped'],
];

const handshake: readonly HandshakeFrame[] = [
  ['hello', { protocol: 'holdall', versions: [1, 1], nonce: new Uint8Array(32), client: 'test' }],
  ['challenge', { version: 1, nonce: new Uint8Array(32) }],
  ['authenticate', { proof: new Uint8Array(32) }],
  ['authenticate', { proof: new Uint8Array(32), resume: { session: ID, proof: new Uint8Array(32), received: 7 } }],
  [
    'welcome',
    {
      proof: new Uint8Array(32),
      broker: ID,
      session: ID,
      secret: new Uint8Array(32),
      graceMs: 0,
      resumed: false,
      received: 0,
    },
  ],
  ['refused', { code: 'AUTHENTICATION', message: 'the authkeys differ' }],
];

function sendHandshake([name, body]: HandshakeFrame): Uint8Array {
  return encodeHandshake(name, body);
}

/** Sends what no type allows. */
function clientPacket(...messages: unknown[]): Uint8Array {
  return packetFrame([1, 0, messages] as unknown as Packet<ClientMessage>);
}

function brokerPacket(...messages: unknown[]): Uint8Array {
  return packetFrame([1, 0, messages] as unknown as Packet<BrokerMessage>);
}

describe('a packet arrives as it was sent', () => {
  it.each(clientMessages.map((message) => [message] as const))('from a client: %j', (message) => {
    expect(decodeClientPacket(packetFrame([7, 3, [message]]))).toEqual([7, 3, [message]]);
  });

  it.each(brokerMessages.map((message) => [message] as const))('from a broker: %j', (message) => {
    expect(decodeBrokerPacket(packetFrame([2 ** 50, 0, [message]]))).toEqual([2 ** 50, 0, [message]]);
  });

  it('with all its messages, or with none', () => {
    expect(decodeClientPacket(packetFrame([1, 0, clientMessages]))[2]).toHaveLength(clientMessages.length);
    expect(decodeBrokerPacket(packetFrame([1, 5, []]))).toEqual([1, 5, []]);
  });

  it('with fields left out where they are undefined, and elements null', () => {
    const packet = clientPacket(
      [1, 1, 'queue', null, ID, { maxsize: undefined }],
      [3, 1, 'get', [undefined], undefined, 'me'],
    );
    expect(decodeClientPacket(packet)[2]).toEqual([
      [1, 1, 'queue', null, ID, {}],
      [3, 1, 'get', [null], null, 'me'],
    ]);
  });

  it('with whole numbers that came as float 64', () => {
    const frame = Buffer.from('93cb3ff000000000000000919204cb4022000000000000', 'hex');
    expect(decodeClientPacket(frame)).toEqual([1, 0, [[4, 9]]]);
  });

  it('with whole numbers that came as 64-bit integers', () => {
    const frame = Buffer.from('93cf0000000000000001d3000000000000000091' + '9204cf0000000000000009', 'hex');
    expect(decodeClientPacket(frame)).toEqual([1, 0, [[4, 9]]]);
  });

  it('with half a character in a text replaced', () => {
    const [, , messages] = decodeBrokerPacket(brokerPacket([5, 'CLOSED', 'half \ud800']));
    expect(messages).toEqual([[5, 'CLOSED', 'half \ufffd']]);
  });

  it('though its sender keeps it while others are encoded, some of them longer', () => {
    const lengths = [10, 2_000_000, 100, 70_000, 0];
    const packets = lengths.map((length) => packetFrame([1, 0, [[3, 1, 'put', [length, 'x'.repeat(length)]]]]));
    packets.forEach((packet, index) => {
      const length = lengths[index] as number;
      expect(decodeClientPacket(packet)).toEqual([1, 0, [[3, 1, 'put', [length, 'x'.repeat(length)]]]]);
    });
  });

  it('with binary that is a view into the frame', () => {
    const frame = Buffer.from(clientPacket([3, 1, 'put', [Uint8Array.of(9)]]));
    const [, , [message]] = decodeClientPacket(frame);
    const [, , , [bytes]] = message as [number, number, string, [Uint8Array]];
    expect(bytes.buffer).toBe(frame.buffer);
  });
});

const tooLong = `${longName}x`;

describe('a client’s message is refused, with its place and the field', () => {
  const table: readonly (readonly [message: unknown, says: string])[] = [
    [5, 'messages[0] is no array; it is the number 5'],
    [{}, 'messages[0] is no array; it is a map'],
    [[], 'messages[0] is of no known kind: its first element is undefined'],
    [[0], 'messages[0] is of no known kind: its first element is the number 0'],
    [['1'], 'messages[0] is of no known kind'],
    [[7], 'messages[0] is of no known kind'],

    [[1, 1, 'queue', null, ID], 'messages[0] (open) has 4 fields; it must have 5'],
    [[1, 1, 'queue', null, ID, {}, null], 'messages[0] (open) has 6 fields; it must have 5'],
    [
      [1, 0, 'queue', null, ID, {}],
      'messages[0] (open): handle must be a whole number up to 2^53 - 1, from 1; it is the number 0',
    ],
    [[1, -1, 'queue', null, ID, {}], '(open): handle must be'],
    [[1, 1.5, 'queue', null, ID, {}], '(open): handle must be'],
    [[1, 2 ** 53, 'queue', null, ID, {}], '(open): handle must be'],
    [[1, 1, '', null, ID, {}], '(open): type must be a string of 1 to 512 bytes; it is ""'],
    [[1, 1, tooLong, null, ID, {}], '(open): type must be'],
    [[1, 1, null, null, ID, {}], '(open): type must be'],
    [[1, 1, 'queue', 5, ID, {}], '(open): name must be a string of 1 to 512 bytes, or null; it is the number 5'],
    [[1, 1, 'queue', tooLong, ID, {}], '(open): name must be'],
    [[1, 1, 'queue', null, ID.slice(1), {}], '(open): id must be 22 characters of base64url'],
    [[1, 1, 'queue', null, `${ID.slice(1)}=`, {}], '(open): id must be'],
    [[1, 1, 'queue', null, `${ID}\n`, {}], '(open): id must be'],
    [[1, 1, 'queue', null, ID, []], '(open): options must be a map; it is an array of 0'],
    [[1, 1, 'queue', null, ID, null], '(open): options must be a map; it is null'],
    [[1, 1, 'queue', null, ID, Uint8Array.of(1)], '(open): options must be a map; it is 1 bytes'],

    [[2, 0, ID], '(attach): handle must be'],
    [[2, 1, 'x'], '(attach): id must be'],
    [[2, 1], 'messages[0] (attach) has 1 fields; it must have 2'],

    [[3, 1, 'get'], 'messages[0] (call) has 2 fields; it must have 3 to 6'],
    [[3, 1, 'get', [], null, null, null, null], 'messages[0] (call) has 7 fields'],
    [[3, '1', 'get', []], '(call): handle must be a whole number'],
    [[3, Number.NaN, 'get', []], '(call): handle must be'],
    [[3, 1, '', []], '(call): operation must be'],
    [[3, 1, tooLong, []], '(call): operation must be'],
    [[3, 1, 'get', {}], '(call): args must be an array; it is a map'],
    [[3, 1, 'get', [], '5'], '(call): timeoutMs must be a finite number, or null; it is "5"'],
    [[3, 1, 'get', [], Number.POSITIVE_INFINITY], '(call): timeoutMs must be'],
    [[3, 1, 'get', [], Number.NaN], '(call): timeoutMs must be'],
    [[3, 1, 'get', [], null, 1.5], '(call): owner must be'],
    [[3, 1, 'get', [], null, tooLong], '(call): owner must be'],
    [[3, 1, 'get', [], null, {}], '(call): owner must be'],
    [[3, 1, 'get', [], null, null, 5], '(call): fence must be a handle and a token; it is the number 5'],
    [[3, 1, 'get', [], null, null, [1]], '(call): fence must be'],
    [[3, 1, 'get', [], null, null, [1, 'x']], '(call): fence must be'],

    [[4, 0], '(cancel): call must be'],
    [[4], 'messages[0] (cancel) has 0 fields; it must have 1'],
    [[5, 1, 0], '(release): times must be'],
    [[5, null, 1], '(release): handle must be'],
    [[6, 1], 'messages[0] (bye) has 1 fields; it must have 0'],
  ];
  it.each(table)('%j', (message, says) => {
    expect(() => decodeClientPacket(clientPacket(message))).toThrow(ProtocolError);
    expect(() => decodeClientPacket(clientPacket(message))).toThrow(says);
  });

  it('wherever in the packet it stands', () => {
    expect(() => decodeClientPacket(clientPacket([6], [4, 1], [4, -1]))).toThrow('messages[2] (cancel): call');
  });
});

describe('a broker’s message is refused, with its place and the field', () => {
  const table: readonly (readonly [message: unknown, says: string])[] = [
    [[6], 'messages[0] is of no known kind'],
    [[1, 0, null], '(result): call must be'],
    [[1, 1], 'messages[0] (result) has 1 fields; it must have 2'],
    [[2, 'x', null], '(handout): call must be'],
    [
      [3, 1, 'EMPTY'],
      '(error): error must be a map of code, message and perhaps stack, all strings, and perhaps thrown, binary; it is "EMPTY"',
    ],
    [[3, 1, { code: 'EMPTY' }], '(error): error must be'],
    [[3, 1, { code: 1, message: '' }], '(error): error must be'],
    [[3, 1, { code: 'EMPTY', message: '', stack: 5 }], '(error): error must be'],
    [[3, 1, { code: 'EMPTY', message: '', thrown: 'text' }], '(error): error must be'],
    [[4, 1.5, 'x', null], '(notice): handle must be'],
    [[4, 1, '', null], '(notice): name must be'],
    [[5, 'X'], 'messages[0] (bye) has 1 fields'],
    [[5, 'X', null], '(bye): message must be a string; it is null'],
  ];
  it.each(table)('%j', (message, says) => {
    expect(() => decodeBrokerPacket(brokerPacket(message))).toThrow(ProtocolError);
    expect(() => decodeBrokerPacket(brokerPacket(message))).toThrow(says);
  });
});

describe('a packet is refused', () => {
  const table: readonly (readonly [packet: unknown, says: string])[] = [
    [null, 'a packet is an array of 3; this is null'],
    [[1, 0], 'a packet is an array of 3; this is an array of 2'],
    [[0, 0, []], 'the packet: first must be'],
    [[1, -1, []], 'the packet: received must be'],
    [[1, 0, {}], 'the packet: messages must be an array; it is a map'],
  ];
  it.each(table)('that is %j', (packet, says) => {
    const frame = packetFrame(packet as Packet<ClientMessage>);
    expect(() => decodeClientPacket(frame)).toThrow(says);
    expect(() => decodeBrokerPacket(frame)).toThrow(says);
  });
});

describe('what cannot be a message is refused by its sender', () => {
  it.each([
    ['a frame of more than limits.frameBytes', [new Uint8Array(limits.frameBytes)], LimitError],
    ['a Map', [new Map()], EncodingError],
    ['a date', [new Date(0)], EncodingError],
    ['a BigInt', [1n], EncodingError],
    ['a function', [() => 1], EncodingError],
  ])('%s', (_, args, type) => {
    expect(() => clientPacket([3, 1, 'put', args])).toThrow(type);
  });

  it('what its receiver would find too deep', () => {
    let args: unknown = [];
    for (let level = 2; level < limits.messageDepth; level++) args = [args];
    expect(() => decodeClientPacket(clientPacket([3, 1, 'put', args]))).not.toThrow();
    expect(() => clientPacket([3, 1, 'put', [args]])).toThrow(LimitError);
  });
});

describe('the handshake', () => {
  it.each(handshake)('%s arrives as it was sent', (name, body) => {
    const frame = [name, body] as HandshakeFrame;
    expect(decodeHandshake(sendHandshake(frame))).toEqual(frame);
  });

  it('leaves alone what a later version adds to a body', () => {
    const frame = encodeHandshake('challenge', { version: 1, nonce: new Uint8Array(32), later: [1] } as never);
    expect(decodeHandshake(frame)[1]).toHaveProperty('later', [1]);
  });

  const table: readonly (readonly [frame: readonly [string, unknown], says: string])[] = [
    [['hi', {}], 'the handshake has no frame named "hi"'],
    [['toString', {}], 'the handshake has no frame named "toString"'],
    [['hello', null], 'the body of a handshake frame is a map; that of hello is null'],
    [['hello', {}], 'hello: protocol must be a string; it is undefined'],
    [['challenge', { version: 0, nonce: new Uint8Array(32) }], 'challenge: version must be'],
    [['challenge', { version: 1, nonce: 'x' }], 'challenge: nonce must be 32 bytes of binary; it is "x"'],
    [['challenge', { version: 1, nonce: new Uint8Array(31) }], 'challenge: nonce must be 32 bytes of binary'],
    [
      ['hello', { protocol: 'holdall', versions: [1, 1], nonce: new Uint8Array(32), client: 'x'.repeat(201) }],
      'hello: client must be a string of 1 to 200 bytes',
    ],
    [
      ['hello', { protocol: 'holdall', versions: [1, 1], nonce: new Uint8Array(32), client: '' }],
      'hello: client must be',
    ],
    [['authenticate', { proof: new Uint8Array(32), resume: 5 }], 'authenticate: resume must be a map'],
    [['authenticate', { proof: new Uint8Array(32), resume: {} }], 'authenticate.resume: session must be'],
    [['refused', { code: 5, message: '' }], 'refused: code must be'],
    ...[[], [1], [2, 1], [0, 1], ['1', 2]].map(
      (versions) =>
        [
          ['hello', { protocol: 'holdall', versions, nonce: new Uint8Array(32), client: '' }],
          'hello: versions must be the lowest and the highest version',
        ] as const,
    ),
  ];
  it.each(table)('refuses %j', ([name, body], says) => {
    const frame = encodeHandshake(name as 'hello', body as never);
    expect(() => decodeHandshake(frame)).toThrow(ProtocolError);
    expect(() => decodeHandshake(frame)).toThrow(says);
  });

  it('refuses what is no pair', () => {
    expect(() => decodeHandshake(Uint8Array.of(0x91, 0xa0))).toThrow(
      'an array of a name and a body; this is an array of 1',
    );
  });

  it('refuses to send a frame that is too long for it', () => {
    const send = () => encodeHandshake('refused', { code: 'X', message: 'x'.repeat(limits.handshakeFrameBytes) });
    expect(send).toThrow(LimitError);
  });
});

describe('messageBytes', () => {
  it('is never less than what the message takes', () => {
    const args = fc.anything({ withNullPrototype: false, withTypedArray: false }).filter(isPlain);
    fc.assert(
      fc.property(fc.array(args), (args) => {
        const message = [3, 1, 'put', args];
        expect(messageBytes(message)).toBeGreaterThanOrEqual(clientPacket(message).length - clientPacket().length);
      }),
    );
  });

  it('is near to it where the message is mostly binary', () => {
    expect(messageBytes([3, 1, 'put', [new Uint8Array(10_000)]])).toBeLessThan(10_100);
  });
});

/** `fc.anything` also gives what a message cannot hold. */
function isPlain(value: unknown): boolean {
  try {
    clientPacket([3, 1, 'put', [value]]);
    return true;
  } catch {
    return false;
  }
}
