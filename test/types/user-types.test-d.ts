/** What the compiler must know of users' types; `npm run check` compiles this file, nothing runs it. */
import {
  type CallOptions,
  currentCall,
  defineType,
  type Manager,
  PARK,
  type ProxyOf,
  type SharedObject,
  type SharedQueue,
  type SharedReference,
  serve,
} from 'holdall';
import { exactly } from './exactly.js';

declare const manager: Manager;

interface Job {
  readonly url: string;
  readonly results: SharedReference<SharedQueue<string>>;
}

class Jobs {
  readonly label: string;
  constructor(limit: number, label = String(limit)) {
    this.label = label;
  }
  add(job: Job, urgent?: boolean): number {
    return urgent ? job.url.length : 0;
  }
  take(): Job | typeof PARK {
    return PARK;
  }
  list(): readonly Job[] {
    return [];
  }
  byUrl(): Map<string, Job> {
    return new Map();
  }
  last(): Job | undefined {
    return undefined;
  }
  clear(): void {}
  queue(): SharedReference<SharedQueue<number>> {
    return currentCall().create<SharedQueue<number>>('queue', { maxSize: 1 });
  }
  when(): Date {
    return new Date(currentCall().now);
  }
  async later(): Promise<number> {
    return 1;
  }
  maybeLater(): number | Promise<number> {
    return 1;
  }
  snapshot(): number {
    return 0;
  }
  static restore(_snapshot: number): Jobs {
    return new Jobs(0);
  }
}

const jobs = defineType('jobs', Jobs, {
  methods: ['add', 'take', 'list', 'byUrl', 'last', 'clear', 'queue', 'when'],
  lines: { take: 'taking' },
});

class Office {
  make(): SharedReference<ProxyOf<typeof jobs>> {
    exactly<SharedReference<ProxyOf<typeof jobs>>>()(currentCall().create(jobs, 5));
    // @ts-expect-error its constructor takes a number
    currentCall().create(jobs, 'five');
    return currentCall().create(jobs, 5, 'label');
  }
  snapshot(): void {}
  static restore(): Office {
    return new Office();
  }
}

const office = defineType('office', Office, { methods: ['make'] });

export async function typesMakeObjectsOfOthers(): Promise<void> {
  exactly<ProxyOf<typeof jobs>>()(await manager.open(office).make());
}

interface JobOutside {
  readonly url: string;
  readonly results: SharedQueue<string>;
}

export async function proxiesKnowTheirMethods(results: SharedQueue<string>): Promise<void> {
  const proxy = manager.open(jobs, 'jobs', 5);
  exactly<ProxyOf<typeof jobs>>()(proxy);
  exactly<Promise<number>>()(proxy.add({ url: '', results }, true, { timeout: 5 }));
  exactly<Promise<number>>()(proxy.add({ url: '', results }));
  exactly<JobOutside>()(await proxy.take({ timeout: 5 }));
  exactly<readonly JobOutside[]>()(await proxy.list());
  exactly<Map<string, JobOutside>>()(await proxy.byUrl());
  exactly<JobOutside | undefined>()(await proxy.last());
  exactly<Promise<void>>()(proxy.clear());
  exactly<SharedQueue<number>>()(await proxy.queue());
  exactly<Date>()(await proxy.when());
  exactly<boolean>()(proxy.equals(proxy));
  const shared: SharedObject = proxy;
  const options: CallOptions = { timeout: 5 };
  await proxy.last(options);

  defineType('reads', Jobs, { methods: ['add', 'list'], reads: ['list'] });
  // @ts-expect-error what only reads is one of the methods
  defineType('reads', Jobs, { methods: ['add'], reads: ['list'] });
  // @ts-expect-error not in the list of methods
  await proxy.snapshot();
  // @ts-expect-error a field is no method
  await proxy.label;
  // @ts-expect-error a job needs its results
  await proxy.add({ url: '' });
  // @ts-expect-error timeout is a number of milliseconds
  await proxy.take({ timeout: '5s' });
  // @ts-expect-error options come last
  await proxy.add({ timeout: 5 }, { url: '', results });
  // @ts-expect-error not every shared object has these methods
  await shared.take();
}

export function constructorsKnowTheirArguments(): void {
  manager.open(jobs, undefined, 5, 'label');
  // @ts-expect-error a limit is needed
  manager.open(jobs);
  // @ts-expect-error a limit is needed
  manager.open(jobs, 'name');
  // @ts-expect-error a limit is a number
  manager.open(jobs, 'name', 'five');
  // @ts-expect-error no type
  manager.open({ name: 'jobs' });
}

export function typesKnowWhatTheyCannotBe(): void {
  // @ts-expect-error no such method
  defineType('a', Jobs, { methods: ['remove'] });
  // @ts-expect-error async
  defineType('a', Jobs, { methods: ['later'] });
  // @ts-expect-error perhaps async
  defineType('a', Jobs, { methods: ['maybeLater'] });
  // @ts-expect-error a field
  defineType('a', Jobs, { methods: ['label'] });
  // @ts-expect-error the line of no method
  defineType('a', Jobs, { methods: ['take'], lines: { add: 'x' } });
  // @ts-expect-error no option
  defineType('a', Jobs, { methods: ['take'], line: 'x' });
  // @ts-expect-error neither snapshot nor restore
  defineType('a', class {}, { methods: [] });
  class Lasting {
    go(): void {}
    snapshot(): void {}
  }
  // @ts-expect-error no restore
  defineType('a', Lasting, { methods: ['go'] });
  class Named {
    // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
    then(): void {}
    equals(): boolean {
      return true;
    }
    snapshot(): void {}
    static restore(): Named {
      return new Named();
    }
  }
  // @ts-expect-error every proxy has it
  defineType('a', Named, { methods: ['equals'] });
  // @ts-expect-error what has it is taken for a promise
  defineType('a', Named, { methods: ['then'] });
}

export function brokersTakeTypes(): void {
  void serve({ listen: 'memory://x', authkey: '', types: [jobs, 'file:///types.js', new URL('file:///types.js')] });
  void (async () =>
    (await import('holdall')).Manager.start({ types: ['file:///types.js', new URL('file:///a.js')] }))();
  // @ts-expect-error another process cannot be given a type
  void (async () => (await import('holdall')).Manager.start({ types: [jobs] }))();
}
