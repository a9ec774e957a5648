/** What every checker must tell apart, told as short stories. Times are places on a line. */
import { describe, expect, test } from 'vitest';
import { check, type Verdict } from './checker.js';
import { tellingOf } from './histories.js';
import { type Operation, sessionEnded } from './history.js';
import { dict, list, lock, type Model, queue, value } from './models/index.js';
import { report } from './report.js';

const { answered, refused, inDoubt } = tellingOf('it');

describe('a register', () => {
  const register = value({ initial: 0 });

  test('may show a write that is under way', () => {
    expectRight(register, [
      answered(['a', 'set', 1], undefined, 0, 5),
      answered(['b', 'get'], 1, 1, 2),
      answered(['b', 'get'], 1, 3, 4),
    ]);
  });

  test('may show a write that began at the moment at which the read ended', () => {
    expectRight(register, [answered(['a', 'get'], 1, 0, 1), answered(['b', 'set', 1], undefined, 1, 2)]);
  });

  test('may not show a write and then the value before', () => {
    expectWrong(register, [
      answered(['a', 'set', 1], undefined, 0, 5),
      answered(['b', 'get'], 1, 1, 2),
      answered(['b', 'get'], 0, 3, 4),
    ]);
  });

  test('may not be read stale once a write has ended', () => {
    expectWrong(register, [answered(['a', 'set', 1], undefined, 0, 1), answered(['b', 'get'], 0, 2, 3)]);
  });

  test('takes writes at one time in either order, but in the same for all', () => {
    const writes = [answered(['a', 'set', 1], undefined, 0, 3), answered(['b', 'set', 2], undefined, 1, 2)];
    expectRight(register, [...writes, answered(['c', 'get'], 1, 4, 5), answered(['d', 'get'], 1, 6, 7)]);
    expectRight(register, [...writes, answered(['c', 'get'], 2, 4, 5), answered(['d', 'get'], 2, 6, 7)]);
    expectWrong(register, [...writes, answered(['c', 'get'], 1, 4, 5), answered(['d', 'get'], 2, 6, 7)]);
  });

  test('loses no update', () => {
    const one = answered(['a', 'increment'], 1, 0, 2);
    expectRight(register, [one, answered(['b', 'increment'], 2, 1, 3)]);
    expectWrong(register, [one, answered(['b', 'increment'], 1, 1, 3)]);
  });
});

describe('a call in doubt', () => {
  const register = value({ initial: 0 });
  const write = inDoubt(['a', 'set', 1], 2);

  test('need not have taken effect, and may at any time', () => {
    expectRight(register, [write, answered(['b', 'get'], 0, 3, 4)]);
    expectRight(register, [write, answered(['b', 'get'], 0, 3, 4), answered(['b', 'get'], 1, 5, 6)]);
  });

  test('takes effect once at most', () => {
    const others = [answered(['b', 'get'], 1, 3, 4), answered(['b', 'set', 0], undefined, 5, 6)];
    expectWrong(register, [write, ...others, answered(['b', 'get'], 1, 7, 8)]);
  });

  test('takes no effect before it was called, nor after its session has ended', () => {
    expectWrong(register, [answered(['b', 'get'], 1, 0, 1), write]);
    expectWrong(register, [
      write,
      sessionEnded('a', 3, 4),
      answered(['b', 'get'], 0, 5, 6),
      answered(['b', 'get'], 1, 7, 8),
    ]);
    expectRight(register, [
      write,
      sessionEnded('a', 3),
      answered(['b', 'get'], 0, 5, 6),
      answered(['b', 'get'], 1, 7, 8),
    ]);
  });

  test('that failed for want of time had no effect, whatever the object', () => {
    expectRight(register, [refused(['a', 'set', 1], 'TIMEOUT', 0, 1), answered(['b', 'get'], 0, 2, 3)]);
    expectWrong(register, [refused(['a', 'set', 1], 'TIMEOUT', 0, 1), answered(['b', 'get'], 1, 2, 3)]);
  });
});

describe('a dict', () => {
  test('lets one of two set a key that is absent', () => {
    const first = answered(['a', 'setIfAbsent', 'key', 1], true, 0, 2);
    expectRight(dict(), [first, answered(['b', 'setIfAbsent', 'key', 2], false, 1, 3)]);
    expectWrong(dict(), [first, answered(['b', 'setIfAbsent', 'key', 2], true, 1, 3)]);
  });
});

describe('a queue', () => {
  const puts = [answered(['a', 'put', 'x'], undefined, 0, 1), answered(['a', 'put', 'y'], undefined, 2, 3)];

  test('lets no item overtake another of the same producer', () => {
    const gets = [answered(['b', 'get'], 'y', 4, 5), answered(['b', 'get'], 'x', 6, 7)];
    expectWrong(queue(), [...puts, ...gets]);
    expectRight(queue({ order: 'lifo' }), [...puts, ...gets]);
  });

  test('gives an item once', () => {
    expectWrong(queue(), [...puts, answered(['b', 'get'], 'x', 4, 6), answered(['c', 'get'], 'x', 5, 7)]);
  });

  test('gives nothing that nobody put', () => {
    expectWrong(queue(), [...puts, answered(['b', 'get'], 'z', 4, 6)]);
  });

  test('is not empty while it has items', () => {
    expectWrong(queue(), [...puts, refused(['b', 'getNowait'], 'EMPTY', 4, 5)]);
    expectRight(queue(), [...puts, refused(['b', 'getNowait'], 'EMPTY', 0.5, 4)]);
  });

  test('has back, in its place, what a session was handed out and did not receive', () => {
    const taken = [...puts, inDoubt(['b', 'get'], 4), answered(['c', 'get'], 'y', 5, 6), sessionEnded('b', 7, 8)];
    expectRight(queue(), [...taken, answered(['c', 'get'], 'x', 9, 10)]);
    expectWrong(queue(), [
      ...taken,
      answered(['c', 'put', 'z'], undefined, 9, 10),
      answered(['c', 'get'], 'z', 11, 12),
    ]);
    expectWrong(queue(), [...taken, refused(['c', 'getNowait'], 'EMPTY', 9, 10)]);
  });

  test('may have back what a session received, if that ended; but not the earlier of two alone', () => {
    const taken = [...puts, answered(['b', 'get'], 'x', 4, 5), answered(['b', 'get'], 'y', 6, 7)];
    expectWrong(queue(), [...taken, answered(['c', 'get'], 'y', 8, 9)]);
    const ended = [...taken, sessionEnded('b', 8, 9)];
    expectRight(queue(), [...ended, answered(['c', 'drain'], [], 10, 11)]);
    expectRight(queue(), [...ended, answered(['c', 'drain'], ['y'], 10, 11)]);
    expectRight(queue(), [...ended, answered(['c', 'drain'], ['x', 'y'], 10, 11)]);
    expectWrong(queue(), [...ended, answered(['c', 'drain'], ['x'], 10, 11)]);
  });
});

describe('a list', () => {
  test('has back at its ends what two pops and a shift took for a session that ended', () => {
    const pushed = answered(['a', 'push', 1, 2, 3, 4], 4, 0, 1);
    const taken = [inDoubt(['b', 'pop'], 2), inDoubt(['b', 'shift'], 2), inDoubt(['b', 'pop'], 2)];
    const seen = answered(['a', 'copy'], [2], 3, 4);
    const ended = sessionEnded('b', 5, 6);
    expectRight(list(), [pushed, ...taken, seen, ended, answered(['a', 'copy'], [1, 2, 3, 4], 7, 8)]);
    expectWrong(list(), [pushed, ...taken, seen, ended, answered(['a', 'copy'], [1, 2, 4, 3], 7, 8)]);
  });
});

describe('a lock', () => {
  const first = answered(['a', 'acquire'], [1, false], 0, 1);

  test('is granted to one at a time', () => {
    expectWrong(lock(), [first, answered(['b', 'acquire'], [2, false], 2, 3)]);
    expectRight(lock(), [
      first,
      answered(['b', 'acquire'], [2, false], 2, 6),
      answered(['a', 'release', 1], undefined, 3, 7),
    ]);
  });

  test('has tokens that only grow', () => {
    const released = [first, answered(['a', 'release', 1], undefined, 2, 3)];
    expectRight(lock(), [...released, answered(['b', 'acquire'], [7, false], 4, 5)]);
    expectWrong(lock(), [...released, answered(['b', 'acquire'], [1, false], 4, 5)]);
  });

  test('is free, and abandoned, once the session of its holder has ended', () => {
    const next = answered(['b', 'acquire'], [2, true], 4, 5);
    expectRight(lock(), [first, sessionEnded('a', 2), next]);
    expectRight(lock(), [inDoubt(['a', 'acquire'], 0), sessionEnded('a', 2), next]);
    expectWrong(lock(), [first, sessionEnded('a', 6), next]);
    expectWrong(lock(), [first, sessionEnded('a', 2, 3), answered(['b', 'tryAcquire'], undefined, 4, 5)]);
  });

  test('is released by its holder alone', () => {
    expectRight(lock(), [first, refused(['b', 'release'], 'NOT_OWNER', 2, 3)]);
    expectWrong(lock(), [first, answered(['b', 'release'], undefined, 2, 3)]);
    expectWrong(lock(), [first, refused(['a', 'release', 1], 'NOT_LOCKED', 2, 3)]);
  });
});

describe('a verdict', () => {
  test('is unknown when the budget is used up, and says so', () => {
    const [verdict] = check(
      [answered(['a', 'set', 1], undefined, 0, 2), answered(['b', 'set', 2], undefined, 1, 3)],
      () => value(),
      {
        budget: 1,
      },
    );
    expect(verdict?.is).toBe('unknown');
    expect(report(verdict as Verdict)).toContain('is neither proved nor refuted after 1 steps');
  });

  test('is given for each object on its own', () => {
    const one = tellingOf('one');
    const two = tellingOf('two');
    const history = [
      one.answered(['a', 'set', 1], undefined, 0, 1),
      two.answered(['a', 'get'], 1, 2, 3),
      one.answered(['b', 'get'], 1, 4, 5),
    ];
    const verdicts = check(history, () => value());
    expect(verdicts.map(({ object, is }) => [object, is])).toEqual([
      ['one', 'linearizable'],
      ['two', 'not linearizable'],
    ]);
  });

  test('shows people how far it goes, and what does not fit there', () => {
    const [verdict] = check(
      [
        answered(['a', 'put', 'x'], undefined, 0, 1),
        inDoubt(['b', 'put', 'y'], 2),
        refused(['c', 'getNowait'], 'EMPTY', 3, 4),
      ],
      () => queue(),
    );
    expect(report(verdict as Verdict).split('\n')).toEqual([
      'test it is not linearizable. In the longest order found these come one after the other:',
      '  a: put("x") -> undefined, from 0 to 1',
      'which leaves it as [["x",0]][]. None of these can come next:',
      '  c: getNowait() refused with EMPTY, from 3 to 4',
    ]);
  });

  test('is not given for operations that the model does not have', () => {
    expect(() => check([answered(['a', 'reserve'], 'x', 0, 1)], () => queue())).toThrow(
      'the model has no operation reserve',
    );
  });
});

function expectRight(model: Model<unknown>, history: readonly Operation[]): void {
  expectVerdict(model, history, 'linearizable');
}

function expectWrong(model: Model<unknown>, history: readonly Operation[]): void {
  expectVerdict(model, history, 'not linearizable');
}

function expectVerdict(model: Model<unknown>, history: readonly Operation[], is: Verdict['is']): void {
  const [verdict] = check(history, () => model) as [Verdict];
  expect(verdict.is, report(verdict)).toBe(is);
}
