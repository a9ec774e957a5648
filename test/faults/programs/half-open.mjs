/** A client, in a process or in a thread of its own, that holds a lock and a place in a line while its connection fails. */
import { Manager } from 'holdall';
import { given, hangUp, say, told } from './shore.mjs';

const [address, authkey] = given;

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
hangUp();
