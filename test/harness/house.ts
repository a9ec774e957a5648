import { type Census, Manager } from 'holdall';
import { afterAll, test as base, beforeAll, type TestAPI } from 'vitest';
import type { Client } from './client.js';
import { AUTHKEY, type Door, type Site } from './doors.js';
import { eventually } from './eventually.js';
import { assertNoChildren } from './processes.js';

export type HouseTest = TestAPI<{ house: House }>;

/** One test's way into a broker. When the test is over it fails if the test left anything behind there. */
export class House {
  readonly #site: Site;
  readonly #names: string[];
  readonly #managers: Manager[] = [];
  readonly #clients: Client[] = [];

  constructor(site: Site, names: string[]) {
    this.#site = site;
    this.#names = names;
  }

  get address(): string {
    return this.#site.address;
  }

  /**
   * A name that is new in this broker. The test must open it: the objects left at its end are counted by the names. With
   * `objects`, so many named objects come to be by it, whose other names the test makes of this one.
   */
  name(label = 'object', objects = 1): string {
    const name = `${label} ${this.#names.length + 1}`;
    for (let count = 0; count < objects; count++) this.#names.push(name);
    return name;
  }

  /** How many names were given out so far. */
  get names(): number {
    return this.#names.length;
  }

  /** A manager in this process. */
  async manager(): Promise<Manager> {
    const manager = await Manager.connect(this.address, { authkey: AUTHKEY });
    this.#managers.push(manager);
    return manager;
  }

  /** A session of its own; where the door leads to other processes, in another process. */
  async client(): Promise<Client> {
    const client = await this.#site.client();
    this.#clients.push(client);
    return client;
  }

  /** Several of them. */
  async clients(): Promise<[Client, Client, Client]> {
    return Promise.all([this.client(), this.client(), this.client()]);
  }

  async leave(): Promise<void> {
    for (const manager of this.#managers) await manager.close();
    for (const client of this.#clients) {
      await client.close();
      this.#site.takeBack(client);
    }
    await assertEmpty(this.address, this.#names.length);
  }
}

/** Fails unless a broker holds nothing for anybody but the named objects. */
export async function assertEmpty(address: string, names: number): Promise<void> {
  const probe = await Manager.connect(address, { authkey: AUTHKEY });
  const wanted: Census = { sessions: 1, objects: names, waiting: 0, unacknowledged: 0, references: 0 };
  try {
    await eventually(
      async () => JSON.stringify(ordered(await probe.census())) === JSON.stringify(ordered(wanted)),
      async () =>
        `the test left nothing behind; the broker should hold ${JSON.stringify(wanted)} and holds ${JSON.stringify(await probe.census())}`,
    );
  } finally {
    await probe.close();
  }
}

/** The `test` of a suite that is run through a door. One broker serves the whole suite; `house` is each test's own. */
export function testThrough(door: Door): HouseTest {
  let site: Site;
  const names: string[] = [];
  beforeAll(async () => {
    site = await door.open();
  });
  afterAll(async () => {
    await site.close();
    await assertNoChildren();
  });
  return base.extend<{ house: House }>({
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which other fixtures are needed.
    house: async ({}, use) => {
      const house = new House(site, names);
      await use(house);
      await house.leave();
    },
  });
}

function ordered({ sessions, objects, waiting, unacknowledged, references }: Census): Census {
  return { sessions, objects, waiting, unacknowledged, references };
}

/** Resolves when what the client asked for before has reached the broker, to the number of calls that wait there. */
export async function waiting(client: Pick<Client, 'census'>): Promise<number> {
  return (await client.census()).waiting;
}
