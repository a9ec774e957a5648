import { command } from '../cli/command.js';
import { plan } from '../config/plan.js';
import { readSettings } from '../config/settings.js';
import { serveOptions } from '../serve-options.js';
import { runService } from '../service.js';

export const serve = command({
  name: 'serve',
  summary: 'run a broker in the foreground until Ctrl-C or SIGTERM',
  text: `Alone, it serves programs of the user who runs it: at the socket \`broker\` in the directory $XDG_RUNTIME_DIR/holdall, or
/tmp/holdall-UID where there is no such variable, which only this user may enter. The authkey is beside it, and is made at first.
\`Manager.connect()\` and the other commands look there, too.

What stands here goes before the environment, that before the configuration file, and that before the defaults. SIGHUP has the
broker read the configuration again; one with mistakes changes nothing.

SIGTERM or SIGINT (Ctrl-C) stop it in good order: nobody is let in any more, nobody may begin to wait, and clients get the time of
--drain to finish what they wait for and to give back what they hold. Then those who still wait get BrokerGoneError. A second signal
ends that time at once.`,
  options: serveOptions,
  environment: { HOLDALL_AUTHKEY: "the owner's authkey itself, where no file is named" },
  examples: [
    { line: 'holdall serve', what: 'a broker for your own programs on this machine' },
    { line: 'holdall serve -l tcp://127.0.0.1:5555 -k authkey', what: 'at an address of your choice' },
    { line: 'holdall serve --config /etc/holdall/holdall.config.json --check', what: 'is the configuration right?' },
  ],
  exitCodes: [1],
  async run(_, options, world) {
    if (!options.check) return runService(options, world);
    for (const line of plan(readSettings(options, world))) world.print(line);
    return 0;
  },
});
