import { ArgumentError, isMain, Process, task, transfer } from 'holdall';
import { describe, expect, it } from 'vitest';

describe('task', () => {
  it('returns the very function, which can be called here', async () => {
    async function double(n: number) {
      return 2 * n;
    }
    const registered = task(import.meta.url, double);
    expect(registered).toBe(double);
    expect(await registered(4)).toBe(8);
  });

  it('refuses a function without a name, and says how to give it one', () => {
    const act = () => task(import.meta.url, async () => {});
    expect(act).toThrow(ArgumentError);
    expect(act).toThrow('write task(import.meta.url, async function resize() { … })');
  });

  it('refuses a second task of one name in one module', () => {
    task(import.meta.url, function twice() {});
    expect(() => task(import.meta.url, function twice() {})).toThrow(/task.test.ts has a task named twice already/);
  });

  it('takes one name in two modules', () => {
    task('file:///one.mjs', function same() {});
    expect(() => task('file:///other.mjs', function same() {})).not.toThrow();
  });

  it('takes the __filename of a CommonJS module for its URL', () => {
    task('/srv/my tasks.cjs', function once() {});
    expect(() => task('file:///srv/my%20tasks.cjs', function once() {})).toThrow(/has a task named once already/);
  });

  it.each([[undefined], ['resize'], [{}]])('refuses %s, which is no function', (value) => {
    expect(() => task(import.meta.url, value as never)).toThrow(ArgumentError);
  });

  it.each([['./tasks.mjs'], ['https://example.org/tasks.mjs'], ['node:fs'], [''], [undefined]])(
    'refuses %j as the URL of a module',
    (url) => {
      expect(() => task(url as string, function anywhere() {})).toThrow(
        /task takes import.meta.url first, the file: or data: URL of the module/,
      );
    },
  );
});

describe('what is taken for a task', () => {
  it('is not what it returned: it is to be passed on without a call', async () => {
    const called = task(import.meta.url, async function called() {});
    expect(() => new Process(called() as never)).toThrow('a promise is not a task: pass on the task itself');
  });
});

describe('isMain', () => {
  it('asks for the URL or the file of the module', () => {
    expect(() => isMain(undefined as never)).toThrow('isMain takes import.meta.url, or __filename in CommonJS');
  });
});

describe('transfer', () => {
  const bytes = new Uint8Array(4);

  it.each([
    [5, []],
    [bytes, undefined],
    [bytes, bytes.buffer],
  ])('refuses %o with %o: it takes an object and a list', (value, list) => {
    expect(() => transfer(value as object, list as never)).toThrow(
      'transfer takes an object and a list of its buffers',
    );
  });

  it('refuses a view in the place of its buffer', () => {
    expect(() => transfer(bytes, [bytes as never])).toThrow('list the buffer of 4 bytes, not the view');
  });
});
