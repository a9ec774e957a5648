/** Longer than any machine needs; only a fact that never comes true takes so long. */
const DEADLINE_MS = 8_000;
const PAUSE_MS = 5;

/**
 * Waits for a fact outside of this process to become true, by asking for it again and again: for what sends no word, as
 * a process that is gone. Rejects with what `describe` says if it never does.
 */
export async function eventually(
  fact: () => boolean | Promise<boolean>,
  describe: () => string | Promise<string>,
): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await fact())) {
    if (performance.now() > deadline) throw new Error(`this never became true: ${await describe()}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
