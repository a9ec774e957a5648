import type { Contestant, Running } from './contest.js';

/** Something that is opened to be measured, and closed. */
export interface Openable<Opened extends { readonly close: () => Promise<unknown> }> {
  readonly name: string;
  readonly open: () => Promise<Opened>;
}

/** Makes a contestant of it; `measureOf` says what is measured of what was opened. */
export function measuring<Opened extends { readonly close: () => Promise<unknown> }>(
  { name, open }: Openable<Opened>,
  measureOf: (opened: Opened) => Running['measure'],
): Contestant {
  return {
    name,
    setUp: async () => {
      const opened = await open();
      return { measure: measureOf(opened), tearDown: opened.close };
    },
  };
}
