import { Absent } from '../harness/contest.js';

/** Imports a library; rejects with `Absent` when it is not installed. */
export async function installed<Library>(name: string, load: () => Promise<Library>): Promise<Library> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw new Absent(`${name} is not installed`);
    throw error;
  }
}
