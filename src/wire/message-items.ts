import type { Buffer } from 'node:buffer';
import { MessagePack } from './msgpack.js';

/** Binary is read as views. */
const messagePack = new MessagePack({});

/** Unpacks what a `Scanner` let through. */
export function unpackMessage(view: Buffer, what: string): unknown {
  return messagePack.unpack(view, what);
}
