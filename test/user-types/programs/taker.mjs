/** Takes values of some of which it does not know the type, in all ways that take several. */
import { Manager } from 'holdall';

const manager = await Manager.connect(process.argv[2]);
const now = { timeout: 0 };

await tell('getMany', () => manager.queue('got').getMany(10));
await tell('drain', () => manager.queue('drained').drain());
await tell('nextMany', () => manager.topic('news').subscribe('unread').nextMany(10));
await tell('splice', () => manager.list('list').splice(0));
await tell('reserveMany', async () => {
  const deliveries = await manager.queue('reserved').reserveMany(10);
  for (const delivery of deliveries) await delivery.ack();
  return deliveries.map(({ value }) => value);
});
await tell('reserveMany', () => manager.queue('reserved').reserveMany(10, now));
for (let time = 0; time < 3; time++) await tell('reserve', () => manager.queue('hopeless').reserve(now));
await manager.close();

async function tell(what, take) {
  try {
    console.log(`${what}: ${shown(await take())}`);
  } catch (error) {
    console.log(`${what}: ${error.name}, ${error.happened}, ${shown(error.decoded)}`);
  }
}

function shown(values) {
  return values ? JSON.stringify(values.map((value) => value ?? 'undefined')) : 'none';
}
