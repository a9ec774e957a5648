/** A worker file that forgets to call startWorker. */
import './tasks.mjs';
