/** Tasks that give values while they run, tell how far they are, and stop when they are asked to. */
import { currentTask, isMain, Pool, report, task } from 'holdall';

/** Never ends by itself. */
const squares = task(import.meta.url, async function* squares() {
  try {
    for (let n = 1; ; n++) yield n * n;
  } finally {
    console.log('  squares: nobody wants more');
  }
});

const digUp = task(import.meta.url, async function digUp() {
  const { signal } = currentTask();
  for (let metres = 1; !signal.aborted; metres++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    report({ metres });
  }
  console.log(`  digUp: stops because of "${signal.reason.message}"`);
});

/** Does not listen. */
const spin = task(import.meta.url, function spin() {
  for (;;);
});

if (isMain(import.meta.url)) {
  await using pool = new Pool({ processes: 1, stopGrace: 200 });

  for await (const square of pool.stream(squares)) {
    console.log(`  ${square}`);
    if (square === 9) break;
  }

  const digging = pool.applyAsync(digUp);
  for await (const said of digging.reports()) {
    const { metres } = said as { readonly metres: number };
    console.log(`  ${metres} metres deep`);
    if (metres === 3) break;
  }
  digging.cancel(new Error('deep enough'));
  await digging.catch((error: unknown) => console.log(`  ${error}`));

  await pool.apply(spin, [], { timeout: 100 }).catch(({ name }: Error) => console.log(`  spin was killed: ${name}`));
  for await (const square of pool.stream(squares)) {
    console.log(`  ${square}, by another worker`);
    break;
  }
}
