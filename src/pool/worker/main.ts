/** The program of every worker, process or thread, whose pool has no worker file of its own. */
import { beginDuty } from './start.js';

beginDuty({ namesSuffice: false });
