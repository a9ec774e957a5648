/** A client, in a process or in a thread of its own, that holds a lock and a place in a line while its connection fails. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { Manager } from 'holdall';

const [address, authkey] = workerData ?? [process.argv[2], process.env.HOLDALL_AUTHKEY];
const told = () => once(parentPort ?? process, 'message');
const say = (message) => (parentPort ? parentPort.postMessage(message) : process.send(message));

const manager = await Manager.connect(address, { authkey });
const grant = await manager.lock('lock').acquire();
const got = manager.queue('items').get();
const toldToLeave = told();
await manager.ping();
say('holds');
say(await got);
await toldToLeave;
await grant.release();
say(grant.lost.aborted);
await manager.close();
if (!parentPort) process.disconnect();
