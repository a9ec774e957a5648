/** Connects to a broker, makes a call, and leaves without closing. */
import { Manager } from 'holdall';

const manager = await Manager.connect(process.argv[2]);
await manager.queue(process.argv[3]).put('from a visitor');
process.stdout.write('put\n');
