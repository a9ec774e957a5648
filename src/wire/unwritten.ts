import { extension } from './extensions.js';
import type { Output } from './output.js';
import { textToBytes } from './scalars.js';
import { isPlainText } from './texts.js';

const NO_BYTES = new Uint8Array(0);
const ZERO_BYTE = new Uint8Array(1);

/** With its header a text of so many units takes less than 256 bytes, whatever they are. */
const LONGEST_TEXT = 80;

type Scalar = string | number | boolean | null | undefined;

/**
 * A value that is encoded only when its message is: it cannot change meanwhile, and needs no memory of its own until then.
 * A typed array of its own takes some 200 bytes on the heap beside what is in it (Node 20), this some 50; and most arguments of
 * calls are scalars.
 */
export class Unwritten {
  readonly value: Scalar;

  constructor(value: Scalar) {
    this.value = value;
  }

  /** More than its encoding takes. */
  get mostBytes(): number {
    return typeof this.value === 'string' ? 3 + this.value.length * 3 : 9;
  }

  /** Writes it as the binary that a value is in a message. */
  write(output: Output): void {
    const start = output.openShortBinary();
    writeScalar(output, this.value);
    output.closeShortBinary(start);
  }
}

/** `undefined` for what is not to stay unwritten: everything but short scalars. */
export function unwritten(value: unknown): Unwritten | undefined {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST_TEXT ? new Unwritten(value) : undefined;
    case 'number':
    case 'boolean':
    case 'undefined':
      return new Unwritten(value);
    default:
      return value === null ? new Unwritten(null) : undefined;
  }
}

export function writeScalar(output: Output, value: Scalar): void {
  if (typeof value === 'string') writeText(output, value);
  else if (typeof value === 'number') writeNumber(output, value);
  else if (typeof value === 'boolean') output.boolean(value);
  else if (value === null) output.nil();
  else output.extension(extension.undefined, ZERO_BYTE);
}

export function writeText(output: Output, text: string): void {
  if (output.shortText(text)) return;
  if (isPlainText(text)) {
    output.text(text);
  } else {
    output.expect(text.length);
    output.extension(extension.text, textToBytes(text));
  }
}

function writeNumber(output: Output, value: number): void {
  if (Object.is(value, -0)) output.extension(extension.negativeZero, NO_BYTES);
  else output.number(value);
}
