import type { Options } from '../cli/option.js';
import { wholeNumber } from '../cli/parsers.js';

/** The option of commands that list. */
export const limitOption = {
  limit: {
    value: 'number',
    summary: 'list at most so many, up to 10000',
    parse: wholeNumber,
    isFlagOnly: true,
    default: 1_000,
  },
} as const satisfies Options;
