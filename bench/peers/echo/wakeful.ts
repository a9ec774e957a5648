/** How long the loop turns after it was told to. */
const WINDOW_MS = 0.05;

/** Gives a function that keeps the event loop turning for a while, in place of sleeping until something comes. */
export function wakeful(): () => void {
  let until = 0;
  let isTurning = false;
  const turn = (): void => {
    isTurning = performance.now() < until;
    if (isTurning) setImmediate(turn);
  };
  return () => {
    until = performance.now() + WINDOW_MS;
    if (isTurning) return;
    isTurning = true;
    setImmediate(turn);
  };
}
