/** What a command touches of the world, so that a test can give it another. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly pid: number;
  /** The current directory. */
  readonly directory: string;
  /** Whether a person reads standard output, and standard error. */
  readonly isTerminal: boolean;
  readonly areErrorsAtTerminal: boolean;
  /** Prints a line for the user, on standard output. Where that is impossible the program ends: nobody would see what it does. */
  print(line: string): void;
  /** The same from a program that has more to do than to print. */
  announce(line: string): void;
  /** The same on standard error. */
  warn(line: string): void;
  /** Calls `handle` whenever the signal comes, which does not end the program by itself any more. */
  onSignal(signal: NodeJS.Signals, handle: () => void): void;
  /** Ends the program now, in the middle of what it does. */
  exit(code: number): never;
}

// What becomes of it is told to who wrote it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

export const realWorld: World = {
  env: process.env,
  pid: process.pid,
  directory: process.cwd(),
  isTerminal: process.stdout.isTTY === true,
  areErrorsAtTerminal: process.stderr.isTTY === true,
  print: (line) => process.stdout.write(`${line}\n`, endUnprinted),
  announce: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  onSignal: (signal, handle) => process.on(signal, handle),
  exit: (code) => process.exit(code),
};

/** Who closes the pipe, as `head` does, has seen what they wanted. */
function endUnprinted(error?: Error | null): void {
  if (!error) return;
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
  process.stderr.write(`holdall: standard output cannot be written: ${error.message}\n`);
  process.exit(1);
}
