import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NamePattern } from '../../src/engine/name-pattern.js';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '\n'), maxLength: 8 });

/** The obvious way, whose time can grow with the name's length to the power of the stars. */
function asExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}

describe('a pattern of names', () => {
  test('matches whole names, and any run of characters where it has a star', () => {
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        expect(new NamePattern(pattern).matches(name)).toBe(asExpression(pattern).test(name));
      }),
      { numRuns: 2_000 },
    );
  });

  test.for([
    ['*', true],
    ['***', true],
    ['a*', false],
    ['', false],
  ] as const)('%j is everything: %j', ([pattern, isEverything]) => {
    expect(new NamePattern(pattern).isEverything).toBe(isEverything);
  });
});
