import { describe, expect, it } from 'vitest';
import type { BrokerMessage, ClientMessage, Packet } from '../../protocol/messages.js';
import type { EngineEvent } from '../../src/engine/engine.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { sharedTypes } from '../../src/objects/index.js';
import {
  decodeBrokerPacket,
  decodeClientPacket,
  decodeHandshake,
  decodeValue,
  encodeHandshake,
  encodeKey,
  encodeValue,
  prove,
} from '../../src/wire/index.js';
import { newcomer } from '../engine/driver.js';
import { packetFrame } from '../harness/packet-frame.js';
import {
  bytes,
  evaluate,
  type FrameVector,
  type HandshakeVector,
  hex,
  type KeyVector,
  type PacketVector,
  readVectors,
  type ValueVector,
} from './vectors.js';

describe('the golden frames of the handshake', () => {
  for (const { about, name, body, hex: frame, proof } of readVectors<HandshakeVector>('handshake.json')) {
    it(`decode and encode: ${about}`, () => {
      expect(decodeHandshake(bytes(frame))).toEqual([name, body]);
      expect(hex(encodeHandshake(name, body as never))).toBe(frame);
    });
    if (!proof) continue;
    it(`carry the proof that PROTOCOL.md describes: ${about}`, () => {
      expect(hex(prove(bytes(proof.key), proof.purpose, ...proof.frames.map(bytes)))).toBe(proof.hex);
      expect(frame).toContain(proof.hex);
    });
  }
});

const packets = { 'client-packets.json': decodeClientPacket, 'broker-packets.json': decodeBrokerPacket };

for (const [file, decode] of Object.entries(packets)) {
  describe(`the golden frames of ${file}`, () => {
    for (const { about, packet, hex: frame } of readVectors<PacketVector>(file)) {
      it(`decode and encode: ${about}`, () => {
        expect(decode(bytes(frame))).toEqual(packet);
        expect(hex(packetFrame(packet as Packet<ClientMessage | BrokerMessage>))).toBe(frame);
      });
    }
  });
}

describe('the golden values', () => {
  for (const { about, js, json, hex: encoding } of readVectors<ValueVector>('values.json')) {
    it(`decode and encode: ${about} (${js})`, () => {
      const value = evaluate(js);
      expect(hex(encodeValue(value) as Uint8Array)).toBe(encoding);
      expect(decodeValue(bytes(encoding))).toEqual(value);
      if (json !== undefined) expect(value).toEqual(json);
    });
  }
});

describe('the golden keys', () => {
  for (const { about, js, hex: encoding } of readVectors<KeyVector>('keys.json')) {
    it(`are one encoding: ${about} (${js.join(' and ')})`, () => {
      for (const each of js) expect(hex(encodeKey(evaluate(each)))).toBe(encoding);
    });
  }
});

it('the conversation of PROTOCOL.md is what an engine says', () => {
  const types = Object.entries(sharedTypes).map(([name, type]) => ({ ...type, name }));
  const engine = new MemoryEngine(types);
  const session = 'BBBBBBBBBBBBBBBBBBBBBB';
  engine.step({ kind: 'opened', session, graceMs: 0, newcomer: newcomer(1) }, 0);
  const answersTo = (event: EngineEvent) =>
    engine.step(event, now).flatMap((effect) => (effect.kind === 'send' ? [effect.message] : []));
  let now = 0;
  let answers: BrokerMessage[] = [];
  for (const { from, hex: frame } of readVectors<FrameVector>('conversation.json').slice(4)) {
    if (from === 'client') {
      answers = answersTo({ kind: 'packet', session, packet: decodeClientPacket(bytes(frame)) });
      continue;
    }
    now += 50;
    if (answers.length === 0) answers = answersTo({ kind: 'tick' });
    const [first, received] = decodeBrokerPacket(bytes(frame));
    expect(hex(packetFrame([first, received, answers]))).toBe(frame);
  }
});
