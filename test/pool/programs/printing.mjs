/** `printing process|thread|Process task ...`: runs tasks that print, and then tells nothing. */
import { spawn } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { currentTask, isMain, Pool, Process, task } from 'holdall';

const never = new Promise(() => {});
function print() {
  console.log('the first line');
  process.stdout.write('the last');
}

const tasks = {
  async both() {
    console.log('to the output');
    console.error('to the errors');
  },
  async inBytes() {
    for (const byte of Buffer.from('größer als 𝄞 €\n')) {
      process.stdout.write(Uint8Array.of(byte));
      await setImmediate();
    }
  },
  async longLine(length) {
    console.log('x'.repeat(Number(length)));
  },
  async manyLines(_, count) {
    const letter = 'abc'[currentTask().worker];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < 4; j++) process.stdout.write(letter.repeat(25));
      process.stdout.write('\n');
      if (i % 10 === 0) await setImmediate();
    }
  },
  async longLineAndExits(length) {
    console.log('x'.repeat(Number(length)));
    process.exit(3);
  },
  async returns() {
    print();
  },
  async throws() {
    print();
    throw new Error('expected');
  },
  async exits() {
    print();
    process.exit(3);
  },
  async throwsUncaught() {
    print();
    queueMicrotask(() => {
      throw new Error('expected');
    });
    await never;
  },
  async killsItself() {
    print();
    process.kill(process.pid, 'SIGKILL');
    await never;
  },
  async spins() {
    print();
    currentTask().report('printed');
    for (;;);
  },
  /** And a megabyte more after the program was told that nobody reads its output. */
  async untilAskedToStop() {
    while (!currentTask().isAskedToStop) {
      console.log('more'.repeat(1_000));
      await setImmediate();
    }
    console.log('more'.repeat(2 ** 18));
  },
  /** Its child has the worker's output, and ends with this program: by its input. */
  async leavesChild() {
    print();
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    children.push(child);
    currentTask().report(child.pid);
    process.exit(0);
  },
};
const children = [];
for (const run of Object.values(tasks)) task(import.meta.url, run);

if (isMain(import.meta.url)) {
  // A program that handles this goes on.
  const broken = new AbortController();
  process.stdout.on('error', () => {
    process.exitCode = 5;
    broken.abort();
  });
  if (process.argv[3] === 'longLineAndExits') process.stdout.write(`${'y'.repeat(2 ** 20)}\n`);
  const [kind, name, ...args] = process.argv.slice(2);
  if (kind === 'Process') {
    const child = new Process(tasks[name], args);
    await child.start();
    await child.join();
  } else {
    const pool = new Pool({ processes: 3, kind });
    let pid;
    const onReport = (report) => {
      if (name === 'spins') pool.terminate();
      else pid = report;
    };
    const run =
      name === 'manyLines'
        ? pool.broadcast(tasks[name], args)
        : pool.apply(tasks[name], args, { onReport, signal: broken.signal });
    await run.catch(() => {});
    if (name !== 'spins') pool.close();
    await pool.join();
    if (pid) process.kill(pid);
  }
}
