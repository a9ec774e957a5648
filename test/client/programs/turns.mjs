/**
 * Calls its private broker for a while, one call at a time, and prints how many turns it asked its event loop for meanwhile,
 * how many the broker did, and how many itself while it did not call. Its argument: the options of `Manager.start`.
 */
import { createHook } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { defineType, isMain, Manager } from 'holdall';

let asked = 0;
createHook({
  init(_id, type) {
    if (type === 'Immediate') asked++;
  },
}).enable();

/** Tells of the broker's event loop. */
class Turns {
  asked() {
    return asked;
  }
  snapshot() {
    return null;
  }
  static restore() {
    return new Turns();
  }
}

export const turns = defineType('turns', Turns, { methods: ['asked'] });

if (isMain(import.meta.url)) {
  const options = JSON.parse(process.argv[2]);
  const manager = await Manager.start({ ...options, types: [import.meta.url] });
  const remote = manager.open(turns);

  const before = { program: asked, broker: await remote.asked() };
  for (let calls = 0; calls < 3_000; calls++) await remote.asked();
  const program = asked - before.program;
  const broker = (await remote.asked()) - before.broker;

  await setTimeout(10);
  const thenceforth = asked;
  await setTimeout(50);
  const idle = asked - thenceforth;

  console.log(JSON.stringify({ program, broker, idle }));
  await manager.close();
}
