/**
 * Connects to a broker, and when it is told to, leaves without closing. Before or after that it makes a call, where it is
 * given a queue.
 */
import { once } from 'node:events';
import { Manager } from 'holdall';

const [address, queue, when] = process.argv.slice(2);
const manager = await Manager.connect(address);
const early = when === 'before' ? manager.queue(queue).get() : undefined;
if (early) await manager.ping();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
if (queue) process.stdout.write(`${await (early ?? manager.queue(queue).get())}\n`);
