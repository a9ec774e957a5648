/** The worker file of the bundled program. */
import { startWorker } from 'holdall';
import './bundled-tasks.mjs';

startWorker();
