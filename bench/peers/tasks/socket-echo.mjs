/** Answers calls on a unix socket with nothing behind it: `socket-echo.mjs PATH VALUE [busy]`. */
import { createServer } from 'node:net';
import { answer, decode, encode } from './echo-codec.mjs';
import { readFrames, writeFrame } from './socket-frames.mjs';
import { wakeful } from './wakeful.mjs';

const [, , path, value, busy] = process.argv;
const encoded = encode(value);
const keepAwake = busy ? wakeful() : () => {};

const server = createServer((socket) => {
  readFrames(socket, (body) => {
    writeFrame(socket, encode(answer(decode(body), encoded)));
    keepAwake();
  });
});
server.listen(path, () => process.send('ready'));
process.on('disconnect', () => process.exit());
