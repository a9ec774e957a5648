/** Answers calls on a unix socket with nothing behind it: `socket-server.ts PATH VALUE [busy]`. */
import { createServer } from 'node:net';
import { answer, encodeValue } from '../codec.js';
import { readFrames, writeFrame } from '../frames.js';
import { wakeful } from '../wakeful.js';

const [, , path, value, busy] = process.argv;
const encoded = encodeValue(value) as Uint8Array;
const keepAwake = busy ? wakeful() : () => {};

const server = createServer((socket) => {
  readFrames(socket, (body) => {
    writeFrame(socket, answer(body, encoded));
    keepAwake();
  });
});
server.listen(path, () => process.send?.('ready'));
process.on('disconnect', () => process.exit());
