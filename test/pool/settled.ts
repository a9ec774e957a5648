/** What a promise rejects with. Fails when it is fulfilled. */
export async function rejectionOf<E = unknown>(promise: PromiseLike<unknown>): Promise<E> {
  const value = await promise.then(
    (result) => ({ result }),
    (error) => ({ error }),
  );
  if ('error' in value) return value.error as E;
  throw new Error(`it was fulfilled, with ${String(value.result)}`);
}

/** Whether there is such a process, of whatever state. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
