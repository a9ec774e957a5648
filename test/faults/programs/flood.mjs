/** Connections without end: each says something that is nothing, and is given up, or is not. */
import { connect } from 'node:net';

const path = process.argv[2].slice('ipc://'.length);
const most = 400;
const sayings = ['', 'GET / HTTP/1.1\r\n\r\n', '\xff', `\xff${'\0'.repeat(8)}\x7f\x03\x01NULL`].map((text) =>
  Buffer.from(text, 'latin1'),
);

let open = 0;
let made = 0;
function fill() {
  while (open < most) {
    open++;
    const socket = connect(path);
    const saying = sayings[made++ % sayings.length];
    socket.on('error', () => {});
    socket.on('close', () => {
      open--;
      setImmediate(fill);
    });
    socket.on('connect', () => {
      socket.write(saying);
      if (made % 3 > 0) socket.destroy();
    });
    if (made === 500) console.log('flooding');
  }
}
fill();
// Whoever started it may be killed as well, and must not leave a flood behind.
process.stdin.on('end', () => process.exit()).resume();
