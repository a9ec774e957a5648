/** Comes last to a barrier, with an action that never ends. */
import { Manager } from 'holdall';

const manager = await Manager.connect(process.argv[2]);
const action = () => {
  process.stdout.write('acting\n');
  return new Promise((resolve) => setInterval(resolve, 2 ** 30));
};
await manager.barrier(process.argv[3]).wait({ action });
