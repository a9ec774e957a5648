/** Answers calls on a ROUTER socket with nothing behind it: `zeromq-server.ts ADDRESS VALUE`. */
import { Router } from 'zeromq';
import { answer, encodeValue } from '../codec.js';

const [, , address, value] = process.argv;
const encoded = encodeValue(value) as Uint8Array;
const router = new Router({ linger: 0 });
process.on('disconnect', () => process.exit());
await router.bind(address as string);
process.send?.('ready');
for await (const [client, body] of router) {
  if (client && body) await router.send([client, answer(body, encoded)]);
}
