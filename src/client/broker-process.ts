/** What the process of a private broker and its owner say to each other, and what must not happen in such a process. */
import { StateError } from '../../protocol/errors.js';

/** The first line of its standard input. */
export interface Orders {
  /** In hex. */
  readonly authkey: string;
  /** The URLs of the modules that define users' types. */
  readonly types: readonly string[];
  readonly busyPoll: boolean;
}

/** The line that it writes when it serves, or cannot. */
export type Report = { readonly address: string } | { readonly failure: string; readonly stack?: string };

/** Where it writes that line. */
export const REPORT_DESCRIPTOR = 3;

let isBroker = false;

/** This process is a broker from now on, and imports modules of programs that have one. */
export function becomeBroker(): void {
  isBroker = true;
}

/** Throws `StateError` in a broker's process: a module that starts a broker there would start brokers without end. */
export function checkNoBroker(what: string): void {
  if (!isBroker) return;
  throw new StateError(
    `${what} while a broker imports the module for its types: put what only the program itself must do behind if (isMain(import.meta.url))`,
  );
}
