import { Agent } from 'node:https';
import { connect } from 'node:tls';
import type { FcmSimulator } from './simulator-interface.ts';

/** For firebase-admin's `httpAgent`: it knows Google's names only, and its connections then lead to the simulator. */
export class StockSenderAgent extends Agent {
  readonly #simulator: Pick<FcmSimulator, 'settings' | 'caPem'>;

  constructor(simulator: Pick<FcmSimulator, 'settings' | 'caPem'>) {
    super({ keepAlive: false });
    this.#simulator = simulator;
  }

  override createConnection() {
    const { hostname, port } = new URL(this.#simulator.settings.baseUrl);
    return connect({
      host: hostname,
      port: Number(port),
      servername: 'localhost',
      ca: this.#simulator.caPem,
      ALPNProtocols: ['http/1.1'],
    });
  }
}
