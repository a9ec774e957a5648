/** Takes items until the queue is shut down and empty, and tells its parent all of them, in the order it got them. */
import { Manager, ShutDown } from 'holdall';

const [address, name] = process.argv.slice(2);
const manager = await Manager.connect(address);
const queue = manager.queue(name, { maxSize: 2_000 });
const got = [];
let isOver = false;

function take() {
  return queue.get().then(
    (item) => void got.push(item),
    (error) => {
      if (!(error instanceof ShutDown)) throw error;
      isOver = true;
    },
  );
}

while (!isOver) await Promise.all(Array.from({ length: 100 }, take));
await manager.close();
process.send(got, () => process.disconnect());
