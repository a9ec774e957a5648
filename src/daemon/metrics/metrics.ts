import { prometheusText } from '../../broker/prometheus/broker-metrics.js';
import { processText } from '../../broker/prometheus/process-metrics.js';
import type { RunningBroker } from '../../broker/serve.js';
import type { Log } from '../log/log.js';
import { isOfThisMachine, type MetricsAddress } from './metrics-address.js';
import { MetricsServer } from './metrics-server.js';

/** What a daemon tells of itself over HTTP, if it is to. */
export class Metrics {
  #server: MetricsServer | undefined;
  #broker: RunningBroker | undefined;

  /** Rejects with `ConnectError` when the address is taken or not of this machine. Without one nothing is served. */
  static async open(address: MetricsAddress | undefined, log: Log): Promise<Metrics> {
    const metrics = new Metrics();
    if (!address) return metrics;
    const server = await MetricsServer.listen(address, () => metrics.#page());
    metrics.#server = server;
    log.to.info({ url: server.url }, 'metrics');
    if (!isOfThisMachine(address)) {
      log.to.warn({ url: server.url }, 'metrics can be read from other machines, by everybody');
    }
    return metrics;
  }

  /** From now on it says what this broker counts, and that it is ready. */
  serving(broker: RunningBroker): void {
    this.#broker = broker;
    if (this.#server) this.#server.readiness = 'ready';
  }

  draining(): void {
    if (this.#server) this.#server.readiness = 'draining';
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #page(): string {
    const statistics = this.#broker?.statistics();
    return statistics ? prometheusText(statistics) + processText(statistics.process, startedAt()) : '';
  }
}

function startedAt(): Date {
  return new Date(Date.now() - 1_000 * process.uptime());
}
