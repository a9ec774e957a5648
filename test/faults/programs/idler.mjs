/** Connects to a broker, and when it is told to, leaves without closing: after a call where it is to make one. */
import { once } from 'node:events';
import { Manager } from 'holdall';

const [address, queue] = process.argv.slice(2);
const manager = await Manager.connect(address);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
if (queue) process.stdout.write(`${await manager.queue(queue).get()}\n`);
