/** A broker with a small heap, and so much memory for clients as its first argument says. Says what it takes. */
import { serve } from 'holdall';

const [address, authkey, memoryBytes] = process.argv.slice(2);
const events = [];
const broker = await serve({
  listen: address,
  authkey,
  limits: { memoryBytes: Number(memoryBytes) },
  onEvent: (event) => events.push(event.kind === 'limit reached' ? event.limit : event.kind),
});
console.log('ready');
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heapUsed, external, rss, events });
});
process.on('SIGTERM', () => broker.close().then(() => process.exit(0)));
