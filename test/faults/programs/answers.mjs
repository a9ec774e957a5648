/** Loaded into a daemon by `--import`: tells its parent, on request, what it holds of the machine. */
import { readdirSync } from 'node:fs';

process.on('message', () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  // One of them is that of the directory.
  process.send({ heap: heapUsed + arrayBuffers, rss, descriptors: readdirSync('/proc/self/fd').length - 1 });
});
// The parent does not keep the daemon.
process.channel.unref();
