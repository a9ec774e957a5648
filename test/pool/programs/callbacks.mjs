/** Has callbacks that throw. */
import { isMain, Pool } from 'holdall';
import { add, fail } from './tasks.mjs';

if (isMain(import.meta.url)) {
  process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
  const pool = new Pool({ processes: 1 });
  const refuse = (what) => () => {
    throw new Error(what);
  };
  const result = await pool.applyAsync(add, [1, 2], { callback: refuse('of the callback') });
  const { name } = await pool
    .applyAsync(fail, [], { errorCallback: refuse('of the error callback') })
    .catch((error) => error);
  console.log(result, name, await pool.apply(add, [3, 4]));
  pool.close();
  await pool.join();
}
