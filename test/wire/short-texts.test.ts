import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOf } from '../../src/wire/short-texts.js';

/** Of two letters, so that many come again, and of anything. */
const text = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 17 }), fc.string({ unit: 'grapheme' }));

test('a text is that of its bytes, whichever came before it', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 50 }), (texts) => {
      const bytes = Buffer.from(texts.join(''));
      let at = 0;
      for (const text of texts) {
        const length = Buffer.byteLength(text);
        expect(textOf(bytes, at, length)).toBe(text);
        at += length;
      }
    }),
  );
});

test('texts whose bytes have one hash are told apart', () => {
  // 31 times one more in the one place is 31 more in the next.
  const bytes = Buffer.from('aabB');
  expect(textOf(bytes, 0, 2)).toBe('aa');
  expect(textOf(bytes, 2, 2)).toBe('bB');
  expect(textOf(bytes, 0, 2)).toBe('aa');
});
