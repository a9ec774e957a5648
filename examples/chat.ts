/** A chat of three processes: what one of them says, no faster than the rate limiter allows, all who listen hear. */
import {
  isMain,
  Manager,
  Process,
  type SharedRateLimiter,
  type SharedSubscription,
  type SharedTopic,
  task,
} from 'holdall';

interface Line {
  readonly from: string;
  readonly says: string;
}

const listen = task(import.meta.url, async function listen(name: string, room: SharedSubscription<Line>) {
  for await (const { from, says } of room) console.log(`  ${name} (process ${process.pid}) hears ${from}: ${says}`);
});

const speak = task(
  import.meta.url,
  async function speak(name: string, room: SharedTopic<Line>, limiter: SharedRateLimiter) {
    for (const says of ['hello', 'how are you?', 'bye']) {
      await limiter.acquire();
      const heard = await room.publish({ from: name, says });
      console.log(`  ${name} (process ${process.pid}) says "${says}" to ${heard}`);
    }
  },
);

if (isMain(import.meta.url)) {
  await using manager = await Manager.start();
  const room = manager.topic<Line>();
  const limiter = manager.rateLimiter(undefined, { rate: 20, burst: 1 });
  const ears = ['Ann', 'Bob'].map((name) => [name, room.subscribe()] as const);
  const listeners = ears.map(([name, subscription]) => new Process(listen, [name, subscription]));
  const speaker = new Process(speak, ['Cem', room, limiter]);
  const everybody = [...listeners, speaker];
  await Promise.all(everybody.map((each) => each.start()));
  await speaker.join();
  for (const [, subscription] of ears) await subscription.close();
  await Promise.all(everybody.map((each) => each.join()));
  console.log(`  all have left: exit codes ${everybody.map(({ exitCode }) => exitCode).join(', ')}`);
}
