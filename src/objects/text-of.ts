/** The text of what code of a user's threw. To ask for it runs code that came with it, and that may throw in its turn. */
export function textOf(thrown: unknown, ask: (thrown: unknown) => string = String): string {
  try {
    return ask(thrown);
  } catch {
    return 'an object that gives no text';
  }
}
