/** Types, tasks and program in one TypeScript module, as a user writes it first. */
import { currentCall, defineType, isMain, Manager, PARK, Pool, type ProxyOf, task } from 'holdall';

enum Mood {
  good = 'good',
}

class Mailbox {
  readonly #letters: string[] = [];
  put(letter: string): void {
    console.log(`the broker got ${letter}`);
    this.#letters.push(`${letter} (${Mood.good}, ${typeof currentCall().session})`);
  }
  get(): string | typeof PARK {
    return this.#letters.shift() ?? PARK;
  }
  snapshot(): string[] {
    return this.#letters;
  }
  static restore(letters: string[]): Mailbox {
    const mailbox = new Mailbox();
    mailbox.#letters.push(...letters);
    return mailbox;
  }
}

export const mailbox = defineType('mailbox', Mailbox, { methods: ['put', 'get'] });

const read = task(import.meta.url, async function read(box: ProxyOf<typeof mailbox>) {
  const again = Manager.current().open(mailbox, 'box');
  return [await box.get(), box.equals(again)];
});

if (isMain(import.meta.url)) {
  const manager = await Manager.start({ types: [import.meta.url] });
  const pool = new Pool({ processes: 1 });
  const box = manager.open(mailbox, 'box');
  const reading = pool.apply(read, [box]);
  await box.put('a letter');
  console.log(...(await reading));
  pool.close();
  await pool.join();
  await manager.close();
}
