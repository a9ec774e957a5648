import { describe, expect, test } from 'vitest';
import { table } from '../../src/daemon/output/table.js';
import { harmless, jsonOf, quoted, shown } from '../../src/daemon/output/text.js';
import { bytes, duration } from '../../src/daemon/output/units.js';

describe('a table', () => {
  test('has columns as wide as what is in them, and numbers to the right', () => {
    const columns = [
      { title: 'NAME', text: ([name]: readonly [string, number]) => name },
      { title: 'COUNT', isNumber: true, text: ([, count]: readonly [string, number]) => String(count) },
    ];
    expect(
      table(columns, [
        ['a', 1],
        ['日本', 20],
        ['e\u0301tat', 300],
      ]),
    ).toEqual(['NAME  COUNT', 'a         1', '日本     20', 'e\u0301tat    300']);
  });

  test('cuts what is too long', () => {
    expect(table([{ title: 'N', widest: 5, text: (row: string) => row }], ['abcdef', 'abcde', '日本語'])).toEqual([
      'N',
      'abcd…',
      'abcde',
      '日本…',
    ]);
  });
});

describe('a text of somebody else’s', () => {
  test.for([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\u0000b\u007f\u0085', 'a\\x00b\\x7f\\x85'],
    ['\u202etxt.exe', '\\u{202e}txt.exe'],
    ['\u{e0001}', '\\u{e0001}'],
    ['\ud800', '\\u{d800}'],
    ['back\\slash', 'back\\\\slash'],
    ['größe 日本 👍', 'größe 日本 👍'],
  ])('%j is shown as %s', ([text, wanted]) => {
    expect(shown(text as string)).toBe(wanted);
  });

  test('leaves a sentence that quotes one as it is, but for what a terminal obeys', () => {
    expect(harmless('no file "C:\\x\u009b31m"')).toBe('no file "C:\\x\\x9b31m"');
  });

  test('has quotes that end where it ends', () => {
    expect(quoted('a"b\\')).toBe('"a\\"b\\\\"');
  });

  test.for([2, 0])('stays what it is in JSON with an indent of %d', (indent) => {
    const value = { name: '\u001b\u009b\u202e\u{e0001}\ud800"\\\n', rest: ['👍'] };
    const json = jsonOf(value, indent);
    expect(JSON.parse(json)).toEqual(value);
    for (const obeyed of ['\u001b', '\u009b', '\u202e']) expect(json).not.toContain(obeyed);
    expect(json.includes('\n')).toBe(indent > 0);
  });
});

test.for<[number, string]>([
  [0, '0 ms'],
  [0.44, '0.4 ms'],
  [999.4, '999 ms'],
  [1_250, '1.2 s'],
  [9_999, '9.9 s'],
  [59_999, '59 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [90_000_000, '1 d 1 h'],
])('%d milliseconds are %s', ([ms, wanted]) => {
  expect(duration(ms)).toBe(wanted);
});

test.for<[number, string]>([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_536, '1.5 KiB'],
  [52_428_800, '50 MiB'],
  [3 * 1_024 ** 4, '3.0 TiB'],
])('%d bytes are %s', ([count, wanted]) => {
  expect(bytes(count)).toBe(wanted);
});
