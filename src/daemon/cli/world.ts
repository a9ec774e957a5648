/** What a command touches of the world, so that a test can give it another. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly pid: number;
  /** The current directory. */
  readonly directory: string;
  /** Whether a person reads standard output, and standard error. */
  readonly isTerminal: boolean;
  readonly areErrorsAtTerminal: boolean;
  /** Prints a line for the user, on standard output. */
  print(line: string): void;
  /** The same on standard error. */
  warn(line: string): void;
  /** Calls `handle` whenever the signal comes, which does not end the program by itself any more. */
  onSignal(signal: NodeJS.Signals, handle: () => void): void;
  /** Ends the program now, in the middle of what it does. */
  exit(code: number): never;
}

export const realWorld: World = {
  env: process.env,
  pid: process.pid,
  directory: process.cwd(),
  isTerminal: process.stdout.isTTY === true,
  areErrorsAtTerminal: process.stderr.isTTY === true,
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  onSignal: (signal, handle) => process.on(signal, handle),
  exit: (code) => process.exit(code),
};
