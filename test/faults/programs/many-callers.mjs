/**
 * Many clients with many calls under way each, until their broker is gone: puts of numbers that no two have, and calls
 * that wait. Tells what became of all of them, and ends when nothing is left to do.
 */
import { Manager } from 'holdall';

const [address, ...counts] = process.argv.slice(2);
const [clients, calls] = counts.map(Number);
const managers = await Promise.all(Array.from({ length: clients }, () => Manager.connect(address)));

let lastItem = 0;
let begun = 0;
/** The items of the puts, by what became of them. */
const puts = { done: [], no: [], unknown: [] };
/** How many calls ended in which way. */
const endings = {};

function note({ code, happened }) {
  const ending = `${code} ${happened}`;
  endings[ending] = (endings[ending] ?? 0) + 1;
}

async function putForEver(queue) {
  for (;;) {
    const item = ++lastItem;
    begun++;
    try {
      await queue.put(item);
    } catch (error) {
      puts[error.happened].push(item);
      note(error);
      return;
    }
    puts.done.push(item);
    note({ code: 'OK', happened: 'yes' });
  }
}

async function waitFor(call) {
  begun++;
  await call.then(() => note({ code: 'OK', happened: 'yes' }), note);
}

function useUp(manager) {
  const [busy, empty] = [manager.queue('busy'), manager.queue('empty')];
  const halves = Array.from({ length: calls / 2 }, () => [putForEver(busy), waitFor(empty.get())]);
  return Promise.all(halves.flat());
}

const ends = managers.map(useUp);
await managers.at(-1).ping();
process.send('busy');
await Promise.all(ends);
const afterwards = managers.map((manager) => waitFor(manager.queue('busy').put(0)));
await Promise.all(afterwards);
await Promise.all(managers.map((manager) => manager.close()));
process.send({ begun, puts, endings }, () => process.disconnect());
