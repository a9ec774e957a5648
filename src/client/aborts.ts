/**
 * Listening to abort signals. Many calls may share one signal, and each listener more than ten on one makes Node warn of
 * a leak; so there is one listener for each signal, and it tells the calls.
 */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `callback` when the signal aborts. The function returned ends that, and must be called when it is not needed. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  const tell = () => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', tell, { once: true });
  return callbacks;
}
