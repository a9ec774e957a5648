import type { Manager } from 'holdall';

/** What suites use of a manager. At some doors it is a stand-in for one in another process. */
export type Client = Pick<Manager, 'queue' | 'dict' | 'lock' | 'event' | 'census' | 'close'>;
