/**
 * A broker program that speaks CURVE, and connects to itself.
 *
 * - `close` closes its listener, and has nothing else to do: it ends by itself.
 * - `exit` calls `process.exit` while it listens, and somebody is being asked about.
 * - `fail` throws while it listens.
 * - `stay` prints its address, and waits to be killed.
 */
import { generateKeys } from '../../../src/keys/keys.js';
import { transportFor } from '../../../src/transport/index.js';
import { Recorder } from '../recorder.js';

const [mode = ''] = process.argv.slice(2);
const [ours, theirs] = [generateKeys(), generateKeys()];
const transport = transportFor('tcp://127.0.0.1:*');
const allows = (publicKey: string): boolean => {
  if (mode === 'exit' && publicKey !== theirs.publicKey) process.exit(0);
  return publicKey === theirs.publicKey;
};
const listener = await transport.listen('tcp://127.0.0.1:*', () => new Recorder(), { curve: { ...ours, allows } });
const curve = { ...theirs, serverKey: ours.publicKey };
const link = await transport.connect(listener.address, new Recorder(), 10_000, { curve });

switch (mode) {
  case 'close':
    link.close();
    await listener.close();
    break;
  case 'exit':
    await transport.connect(listener.address, new Recorder(), 10_000, { curve: { ...curve, ...generateKeys() } });
    break;
  case 'fail':
    throw new Error('it failed');
  case 'stay':
    process.stdout.write(listener.address);
}
