/**
 * Starts a broker of its own, prints its address, and does as it is told: `stay`, `leave` without closing, `exit`, or
 * `fall` with the broker, by an error that nobody catches.
 */
import { Manager } from 'holdall';

const manager = await Manager.start();
await manager.queue('q').put(1);
process.stdout.write(`${manager.address}\n`);
if (process.argv[2] === 'exit') process.exit(3);
if (process.argv[2] === 'fall') await manager.queue('other').get();
if (process.argv[2] === 'stay') {
  setInterval(() => {}, 2 ** 30);
  await manager
    .queue('other')
    .get()
    .catch(({ code, happened }) => process.stdout.write(`${code} ${happened}\n`));
}
