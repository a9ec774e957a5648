import { describe, expect, it } from 'vitest';
import { Reports } from '../../src/pool/results/reports.js';

describe('reports', () => {
  it('are the newest 1,024 for a reader that is behind', async () => {
    const reports = new Reports();
    const reader = reports.read('reports');
    for (let n = 0; n < 2_000; n++) reports.add(n);
    reports.end();
    const read = [];
    for await (const report of reader) read.push(report);
    expect(read).toEqual(Array.from({ length: 1_024 }, (_, n) => n + 976));
  });

  it('are not kept for a reader that has left', async () => {
    const reports = new Reports();
    const reader = reports.read('reports');
    reports.add(1);
    await reader.return();
    reports.add(2);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
});
