import type { Row } from '../harness/contest.js';
import { cpythonClients } from '../peers/cpython/contestants.js';
import { echoClients } from '../peers/echo/clients.js';
import { holdallClients } from '../peers/holdall/clients.js';

export const clientRows: readonly Row[] = [4, 8].map((processes) => ({
  name: `clients: ${processes} processes, each one call at a time, dict.get`,
  unit: 'calls/s',
  target: undefined,
  ours: holdallClients(processes),
  peers: [{ ...cpythonClients(processes), target: 2 }, echoClients(processes)],
}));
