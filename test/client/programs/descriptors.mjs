/** Connects until the process has no file descriptor left, says how that failed, and leaves in good order. */
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { Manager } from 'holdall';

const [address, spare] = process.argv.slice(2);
// What the first manager loads must not be what fails.
const managers = [await Manager.connect(address)];

/** All descriptors but some, so that each step of connecting is once the one that finds none. */
const taken = [];
try {
  for (;;) taken.push(openSync(devNull));
} catch {
  for (const descriptor of taken.splice(0, Number(spare))) closeSync(descriptor);
}

const failure = await Manager.connect(address, { timeout: 500 }).catch((error) => error);
for (const descriptor of taken) closeSync(descriptor);
process.stdout.write(`${failure.code ?? failure}\n`);
for (const manager of managers) await manager.close();
