/**
 * Sessions that take items and a lock until they are killed. Each thing is noted in a file in the moment in which the
 * program has it, ahead of its acknowledgement: a line for what it got, and one for what it certainly acknowledged.
 */
import { openSync, writeSync } from 'node:fs';
import { Manager } from 'holdall';

const [address, file, sessions] = process.argv.slice(2);
const notes = openSync(file, 'a');
const note = (kind, what) => writeSync(notes, `${kind} ${what}\n`);

async function takeItems(manager) {
  const queue = manager.queue('items', { maxSize: 100 });
  for (;;) {
    const item = await queue.get();
    note('got', item);
    // An answer to a call that was sent behind the acknowledgement.
    await manager.ping();
    note('acknowledged', item);
  }
}

async function takeLock(manager) {
  for (;;) await manager.lock('lock').run(({ fence }) => note('granted', fence.token));
}

const managers = await Promise.all(Array.from({ length: Number(sessions) }, () => Manager.connect(address)));
await Promise.all(managers.map((manager) => manager.ping()));
process.stdout.write('ready\n');
await Promise.all(managers.flatMap((manager) => [takeItems(manager), takeItems(manager), takeLock(manager)]));
