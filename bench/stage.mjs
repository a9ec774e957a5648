/**
 * The program of a contestant's process. Node is given no flags here, because pools hand them on: workers that load a
 * compiler would not be what users run. So everything under `peers/tasks` is JavaScript, and only this process reads TypeScript.
 */
import { register } from 'tsx/esm/api';

register();
// tsx turns them on, and what is measured may look at stacks.
process.setSourceMapsEnabled(false);

const { perform } = await import('./harness/stage.ts');
const { rows } = await import('./rows/index.ts');
await perform(rows);
