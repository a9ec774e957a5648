import type { Transport } from '../../src/transport/transport.js';
import type { Subject } from './suite.js';

/** Subjects of the suite for transports over sockets; the files of local ones are made in the directory. */
export function subjectsOver(directory: string): Record<'ipc' | 'tcp', (transport: Transport) => Subject> {
  let names = 0;
  return {
    ipc: (transport) => ({
      transport,
      freeAddress: () => `ipc://${directory}/${names++}.sock`,
      deadAddress: () => `ipc://${directory}/nobody.sock`,
      malformed: [
        'ipc://',
        'ipc://relative.sock',
        'ipc://*',
        `ipc://${directory}/`,
        `ipc:///${'long/'.repeat(30)}sock`,
      ],
      breakable: false,
    }),
    tcp: (transport) => ({
      transport,
      freeAddress: () => 'tcp://127.0.0.1:*',
      // Port 1 needs rights that nobody here has.
      deadAddress: () => 'tcp://127.0.0.1:1',
      malformed: [
        'tcp://',
        'tcp://127.0.0.1',
        'tcp://127.0.0.1:',
        'tcp://127.0.0.1:70000',
        'tcp://[::g]:1',
        'tcp://a b:1',
      ],
      breakable: true,
    }),
  };
}
