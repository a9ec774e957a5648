/** Does so many operations, `inFlight` at a time: each caller waits for its call, then makes the next. */
export async function keepInFlight(inFlight, operations, call) {
  let left = operations;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, operations) }, caller));
}
