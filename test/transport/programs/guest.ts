/**
 * A client program: connects, says hello, and then does what it was asked to.
 *
 * - `stay` waits for ever, so that it can be killed.
 * - `idle` unreferences its link and has nothing else to do: it ends by itself.
 * - `answer` has nothing but its link, prints the first frame it hears, and closes.
 * - `close` waits for a frame, then sends more than a socket takes at once, closes the link and lets the program end.
 * - `exit` does the same and calls `process.exit` at once.
 * - `abandon` calls `process.exit` while it waits for a frame.
 *
 * With `zmtp` it goes the road of worker threads.
 */

import { transportFor } from '../../../src/transport/index.js';
import { ZmtpTransport } from '../../../src/transport/zmtp/transport.js';
import { bytes, Recorder } from '../recorder.js';

const [address = '', mode = '', road = ''] = process.argv.slice(2);
const heard = new Recorder();
const transport = road === 'zmtp' ? new ZmtpTransport() : transportFor(address);
const link = await transport.connect(address, heard, 10_000);
link.send(bytes('hello'));

switch (mode) {
  case 'stay':
    break;
  case 'idle':
    link.unref();
    break;
  case 'answer':
    void heard.texts(1).then(([frame]) => {
      process.stdout.write(`${frame}`);
      link.close();
    });
    break;
  case 'close':
  case 'exit':
    await heard.texts(1);
    for (let i = 0; i < 1_000; i++) link.send(bytes(`${i}`.padEnd(10_000)));
    link.close();
    if (mode === 'exit') process.exit(0);
    break;
  case 'abandon':
    await heard.texts(1);
    process.exit(0);
}
