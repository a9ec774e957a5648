/**
 * Many sessions, each with many calls that wait for an item of one queue. Writes a line when all of them wait; then one for
 * each order of its parent's that it has carried out. At the end tells what came to each call of each session.
 */
import { Manager } from 'holdall';

const [address, name, sessions, calls, timeout] = process.argv.slice(2);
const managers = await Promise.all(Array.from({ length: Number(sessions) }, () => Manager.connect(address)));
const controller = new AbortController();
const outcomes = managers.map((manager) => {
  const queue = manager.queue(name);
  return Array.from({ length: Number(calls) }, (_, index) => {
    // Of two calls the second can be aborted.
    const options = { ...(index % 2 && { signal: controller.signal }), ...(timeout && { timeout: Number(timeout) }) };
    return queue.get(options).catch((error) => error.name);
  });
});
await Promise.all(managers.map((manager) => manager.ping()));
console.log('waiting');

const orders = {
  async abort() {
    controller.abort();
    await Promise.all(managers.map((manager) => manager.ping()));
    console.log('aborted');
  },
  async report() {
    process.send(await Promise.all(outcomes.map((each) => Promise.all(each))));
  },
};
process.on('message', (order) => orders[order]());
process.on('disconnect', () => process.exit());
