import { ArgumentError } from '../../../protocol/errors.js';
import type { ClientStatus } from '../../objects/broker/info.js';
import { command } from '../cli/command.js';
import { connect, connectionEnvironment, connectionOptions, jsonOption } from '../connecting.js';
import { counted, shown } from '../output/text.js';
import { oneByOne } from './one-by-one.js';

export const kick = command({
  name: 'kick',
  arguments: [
    { name: 'number', summary: 'the numbers of clients, as `holdall clients` tells them', isRepeatable: true },
  ],
  summary: 'end the sessions of clients',
  text: 'What they hold goes back, and their calls reject with SessionEndedError. They can connect again. It does not ask first.',
  options: {
    ...connectionOptions,
    ...jsonOption,
    reason: { value: 'text', summary: 'what the clients are told', isFlagOnly: true },
  },
  environment: connectionEnvironment,
  examples: [{ line: "holdall kick 3 --reason 'it blocks the migration'", what: 'end the session of client 3' }],
  exitCodes: [1, 3, 4],
  async run(given, options, world) {
    const { timeout, reason } = options;
    const numbers = given.map(clientNumber);
    await using manager = await connect(options, world);
    const run = (number: number) => manager.kick(number, { timeout, ...(reason !== undefined && { reason }) });
    return await oneByOne(numbers, options, world, { run, line });
  },
});

function clientNumber(text = ''): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new ArgumentError(
    `${text}: a client is named by its number, a whole number of 1 or more; \`holdall clients\` tells them`,
  );
}

function line({ number, client, waiting, holds }: ClientStatus): string {
  const held = `it held something at ${counted(holds, 'object')}`;
  return `kicked client ${number} (${shown(client)}): ${counted(waiting, 'waiting call')} ended, ${held}`;
}
