import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { brokerLimits } from '../../protocol/broker-limits.js';
import { limits } from '../../protocol/limits.js';

const rowsOf = async (path: string) =>
  Array.from((await readFile(path, 'utf8')).matchAll(/^\| `(\w+)` \| /gm), ([, name]) => name);

test('PROTOCOL.md has a row for each limit', async () => {
  const rows = await rowsOf('protocol/PROTOCOL.md');
  expect(rows).toEqual(expect.arrayContaining([...Object.keys(limits), ...Object.keys(brokerLimits)]));
});

test('the guide has a row for each limit that can be chosen', async () => {
  expect(await rowsOf('docs/guide.md')).toEqual(expect.arrayContaining(Object.keys(brokerLimits)));
});
