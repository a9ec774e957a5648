/** A broker program: listens, greets each client that speaks, prints its address, and waits to be killed. */

import { transportFor } from '../../../src/transport/index.js';
import { bytes, Recorder } from '../recorder.js';

const [address = ''] = process.argv.slice(2);
const listener = await transportFor(address).listen(address, (link) => {
  link.send(bytes('welcome'));
  return new Recorder();
});
process.stdout.write(listener.address);
