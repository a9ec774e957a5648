/** Answers calls on a ROUTER socket with nothing behind it: `zeromq-echo.mjs ADDRESS VALUE`. */
import { Router } from 'zeromq';
import { answer, decode, encode } from './echo-codec.mjs';

const [, , address, value] = process.argv;
const encoded = encode(value);
const router = new Router({ linger: 0 });
process.on('disconnect', () => process.exit());
await router.bind(address);
process.send('ready');
for await (const [client, body] of router) await router.send([client, encode(answer(decode(body), encoded))]);
