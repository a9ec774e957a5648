/** The search against histories that are right by how they are made, and against one that tries every order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLinearizable } from './by-trying.js';
import { check } from './checker.js';
import { histories } from './generated.js';
import { EVERY_OBJECT, type Operation } from './history.js';
import { report } from './report.js';
import { subjects } from './subjects.js';

describe.each(Object.entries(subjects))('a history of a %s', (_, subject) => {
  test('is linearizable if each call took effect between its begin and its end', () => {
    fc.assert(
      fc.property(histories(subject, { max: 60 }), (history) => {
        for (const verdict of check(history, () => subject.model)) {
          expect(verdict.is, report(verdict)).toBe('linearizable');
        }
      }),
      { numRuns: 40 },
    );
  });

  test('with one outcome replaced is linearizable just if some order of its calls allows that', () => {
    const changed = fc
      .tuple(histories(subject, { max: 16 }), fc.nat(), fc.constantFrom(...subject.outcomes))
      .filter(([history]) => history.length <= 7)
      .map(([history, which, outcome]) =>
        history.map((each, index) =>
          index === which % history.length && isAnswered(each) ? { ...each, outcome } : each,
        ),
      );
    fc.assert(
      fc.property(changed, (history) => {
        const isRight = isLinearizable(subject.model, history);
        for (const verdict of check(history, () => subject.model)) {
          expect(verdict.is, report(verdict)).toBe(isRight ? 'linearizable' : 'not linearizable');
        }
      }),
      { numRuns: 120 },
    );
  });
});

function isAnswered({ object, outcome }: Operation): boolean {
  return object !== EVERY_OBJECT && outcome.kind !== 'unknown';
}
