/**
 * The watch of a worker process: a thread beside the one that runs the tasks. A task may keep that busy for hours, and then
 * somebody else has to take orders back, to say that the task is asked to stop, and to end the process when its parent is
 * gone. Its imports are few: each process has one.
 */
import { workerData } from 'node:worker_threads';
import type { WatchData } from '../messages/watch-line.js';
import { keepWatch } from './watching.js';

keepWatch((workerData as WatchData).holdall.watch);
