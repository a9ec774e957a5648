/** Waits for many items at once. Writes a line when it does; when each wait is over, tells its parent how each ended. */
import { Manager } from 'holdall';

const [address, name, calls] = process.argv.slice(2);
const manager = await Manager.connect(address);
const queue = manager.queue(name);
const endings = Array.from({ length: Number(calls) }, () =>
  queue.get().then(
    (value) => value.length,
    (error) => `${error.code}: ${error.message}`,
  ),
);
await manager.ping();
console.log('waiting');
process.send(await Promise.all(endings));
process.on('disconnect', () => process.exit());
