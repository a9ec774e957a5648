import type { ReadStream, WriteStream } from 'node:tty';

/** The alternate screen, without cursor and without wrapping of long lines; and the way back. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
/** Terminals that know it show what is between at once; others ignore it. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const HOME = '\u001b[H';

const CTRL_Z = '\u001a';

/** What keys as the arrows send: none of them is one of ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is how they begin.
const SEQUENCE = /\u001b(?:\[[\d;?<]*[ -/]*[@-~]|O.|.)?/g;

/**
 * A terminal whose screen is ours, until it is given back: at `leave`, and at the end of the process however that comes, save by
 * SIGKILL.
 */
export class Screen implements Disposable {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #onKey: (key: string) => void;
  readonly #redraw: () => void;
  #isOurs = false;

  /** `redraw` is called when the screen has another size, or is ours again after a pause. */
  constructor(input: ReadStream, output: WriteStream, onKey: (key: string) => void, redraw: () => void) {
    this.#input = input;
    this.#output = output;
    this.#onKey = onKey;
    this.#redraw = redraw;
    process.on('exit', this.#restore);
    process.on('SIGCONT', this.#comeBack);
    output.on('resize', redraw);
    if (input.isTTY) input.on('data', this.#hear);
    this.#enter();
  }

  get size(): { readonly width: number; readonly height: number } {
    return { width: this.#output.columns || 80, height: this.#output.rows || 24 };
  }

  /** Lines that fill the screen, in one write: what is there is overwritten, never cleared before. */
  draw(lines: readonly string[]): void {
    if (!this.#isOurs) return;
    this.#output.write(`${BEGIN}${HOME}${lines.join('\r\n')}${END}`);
  }

  [Symbol.dispose](): void {
    this.#restore();
    process.off('exit', this.#restore);
    process.off('SIGCONT', this.#comeBack);
    this.#output.off('resize', this.#redraw);
    this.#input.off('data', this.#hear);
    this.#input.pause();
  }

  #enter(): void {
    this.#isOurs = true;
    if (this.#input.isTTY) this.#input.setRawMode(true).resume();
    this.#output.write(ENTER);
  }

  readonly #restore = (): void => {
    if (!this.#isOurs) return;
    this.#isOurs = false;
    if (this.#input.isTTY) this.#input.setRawMode(false);
    this.#output.write(LEAVE);
  };

  readonly #hear = (data: Buffer): void => {
    // Several keys can come at once.
    for (const key of data.toString('latin1').replaceAll(SEQUENCE, '')) {
      if (key === CTRL_Z) this.#suspend();
      else this.#onKey(key);
    }
  };

  /** What the terminal itself does at Ctrl-Z where a program does not read its keys. */
  #suspend(): void {
    this.#restore();
    process.kill(0, 'SIGTSTP');
  }

  readonly #comeBack = (): void => {
    if (!this.#isOurs) this.#enter();
    this.#redraw();
  };
}
