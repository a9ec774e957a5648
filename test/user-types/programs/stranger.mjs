/** Takes from a queue what it does not know the type of. */
import { Manager } from 'holdall';

const manager = await Manager.connect(process.argv[2]);
try {
  await manager.queue('letters').get();
} catch (error) {
  console.log(`${error.name} of ${error.cause.name}, ${error.happened}: ${error.message}`);
}
await manager.close();
