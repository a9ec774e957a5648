import type { Manager } from 'holdall';
import type { Openers } from '../../src/objects/index.js';

/** What suites use of a manager. At some doors it is a stand-in for one in another process. */
export type Client = Openers & Pick<Manager, 'census' | 'close'>;
