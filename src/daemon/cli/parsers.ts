import { ArgumentError } from '../../../protocol/errors.js';

/** A time that something may take. */
export function milliseconds(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number > 0) return number;
  throw new ArgumentError('it must be a number of milliseconds above 0, or Infinity');
}

/** Which of them are in range is for others to say. */
export function wholeMilliseconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ArgumentError('it must be a whole number of milliseconds, 0 or more');
}

export function wholeNumber(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new ArgumentError('it must be a whole number, 0 or more');
}

/** For switches in the environment. */
export function yesOrNo(text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new ArgumentError('it must be 1, true, yes or on, or 0, false, no or off');
}

/** As `chmod` takes it. */
export function fileMode(text: string): number {
  if (FILE_MODE.test(text)) return Number.parseInt(text, 8);
  throw new ArgumentError('it must be the mode of a file in three octal digits, as 600 or 660');
}

export const FILE_MODE = /^0?[0-7]{3}$/;
