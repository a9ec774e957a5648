import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import xterm from '@xterm/headless';
import { eventually } from './eventually.js';
import { Program, REPOSITORY } from './processes.js';

/** Why there can be none here; `undefined` if there can. */
export const lackOfTerminals: string | undefined = (() => {
  try {
    const version = execFileSync('script', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return version.includes('util-linux') ? undefined : 'script is not the one of util-linux';
  } catch {
    return 'there is no script of util-linux';
  }
})();

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command in a pseudo-terminal of its own, and the screen that a person would see there. */
export class PseudoTerminal {
  readonly program: Program;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  #written = '';

  /** The command is a line for the shell. */
  constructor(
    command: string,
    { columns, rows }: TerminalSize,
    env: Readonly<Record<string, string | undefined>> = {},
  ) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const line = `tty; stty rows ${rows} cols ${columns}; echo started; exec ${command}`;
    this.program = new Program('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      isCommand: true,
    });
    this.program.child.stdout?.on('data', (chunk: Buffer) => {
      this.#written += chunk.toString();
      this.#screen.write(chunk);
    });
  }

  /** All that was written, with its control characters. */
  get written(): string {
    return this.#written;
  }

  /** The lines of the screen, as they are now. */
  get lines(): string[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  /** Whether the screen is the alternate one, which leaves what was there before as it was. */
  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  type(keys: string): void {
    this.program.child.stdin?.write(keys);
  }

  /** As the window does when a person pulls at it. */
  resize({ columns, rows }: TerminalSize): void {
    this.#screen.resize(columns, rows);
    execFileSync('stty', ['-F', this.#device, 'rows', String(rows), 'cols', String(columns)]);
  }

  /** How the terminal itself is set: `-echo -icanon` while a program reads single keys. */
  get settings(): string {
    return execFileSync('stty', ['-F', this.#device, '-a'], { encoding: 'utf8' });
  }

  /** The process in the terminal, which `script` only watches. */
  get pid(): number {
    const children = readFileSync(`/proc/${this.program.pid}/task/${this.program.pid}/children`, 'utf8');
    return Number(children.trim().split(' ')[0]);
  }

  async shows(...texts: (string | RegExp)[]): Promise<void> {
    const isThere = (text: string | RegExp) =>
      typeof text === 'string' ? this.lines.join('\n').includes(text) : text.test(this.lines.join('\n'));
    await eventually(
      () => texts.every(isThere),
      () => `the screen shows ${texts.join(' and ')}; it shows\n${this.lines.join('\n')}`,
    );
  }

  get #device(): string {
    return /\/dev\/pts\/\d+/.exec(this.#written)?.[0] as string;
  }
}

/** `holdall …` as a line for a shell. */
export function holdallLine(...args: readonly string[]): string {
  return [process.execPath, `${REPOSITORY}dist/src/daemon/main.js`, ...args].map((arg) => `'${arg}'`).join(' ');
}
