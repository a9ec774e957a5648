import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions } from '../connecting.js';

export const ping = command({
  name: 'ping',
  arguments: [{ name: 'address', summary: 'where the broker listens; the same as --address', isOptional: true }],
  summary: 'ask a broker whether it serves, and how long it takes to answer',
  options: connectionOptions,
  environment: connectionEnvironment,
  examples: [
    { line: 'holdall ping', what: 'the broker of `holdall serve`' },
    { line: 'holdall ping tcp://127.0.0.1:5555 -k authkey', what: 'another one' },
  ],
  exitCodes: [3, 4],
  async run([address], options, world) {
    const { timeout } = options;
    await using manager = await connect(options, world, address);
    const before = performance.now();
    await manager.ping({ timeout });
    world.print(`holdall: ${manager.address} answered in ${(performance.now() - before).toFixed(1)} ms`);
    return 0;
  },
});
