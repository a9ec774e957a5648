/** Starts a process whose task throws. */
import { Process } from 'holdall';
import { complain } from './say.mjs';

const child = new Process(complain, ['too far'], { name: 'Walker' });
await child.start();
await child.join();
console.log('exit code', child.exitCode);
