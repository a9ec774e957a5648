/** A main module in TypeScript with tasks of its own, for workers of either kind. */
import { isMain, Pool, type PoolOptions, task } from 'holdall';

enum Shade {
  Dark = 'dark',
}

export const shade = task(import.meta.url, async function shade(): Promise<Shade> {
  return Shade.Dark;
});

if (isMain(import.meta.url)) {
  await using pool = new Pool({ processes: 1, kind: process.argv[2] as NonNullable<PoolOptions['kind']> });
  console.log(await pool.apply(shade));
}
