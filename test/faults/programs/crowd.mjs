/** Many clients in one process. They hold all that can be held, say so, and wait to be killed. */
import { Manager } from 'holdall';

const [address, clients] = process.argv.slice(2);
const authkey = process.env.HOLDALL_AUTHKEY;

const managers = await Promise.all(
  Array.from({ length: Number(clients) }, () => Manager.connect(address, { authkey })),
);
for (const manager of managers) {
  // Whoever comes first has it; the others wait, and die so.
  manager
    .lock('lock')
    .acquire()
    .catch(() => {});
  manager
    .queue('empty')
    .get()
    .catch(() => {});
  manager
    .queue('items')
    .reserve()
    .catch(() => {});
  await manager.dict().set('mine', manager.queue());
}
console.log('here');
