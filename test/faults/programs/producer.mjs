/** Puts `count` numbered items, some hundreds at a time under way. */
import { Manager } from 'holdall';

const [address, name, id, count] = process.argv.slice(2);
const manager = await Manager.connect(address);
const queue = manager.queue(name, { maxSize: 2_000 });
for (let n = 0; n < Number(count); ) {
  const batch = [];
  for (; batch.length < 250 && n < Number(count); n++) batch.push(queue.put([id, n]));
  await Promise.all(batch);
}
await manager.close();
