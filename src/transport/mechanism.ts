import { connect } from 'node:net';
import { timerDelay } from '../objects/timers.js';
import { socketTarget } from './endpoint.js';
import { faultOfBeginning, type Mechanism, mechanismIn, openingWords } from './greeting.js';
import type { Refusal } from './refusal.js';

/**
 * Why whoever listens at the endpoint ended our connection in its handshake, as far as its greeting tells. Sides whose
 * mechanisms differ hang up, and so does a CURVE broker that cannot open our first box; which of these it was is often lost
 * with the connection. So the other side is asked once more, by somebody who says nothing that it could object to.
 */
export async function whyEnded(endpoint: string, ours: Mechanism, timeoutMs: number): Promise<Refusal> {
  const theirs = await mechanismAt(endpoint, timeoutMs);
  if (ours === 'NULL' && theirs === 'CURVE') return { failure: 'encrypted' };
  if (ours === 'CURVE' && theirs === 'NULL') return { failure: 'unencrypted' };
  if (ours === 'CURVE' && theirs === 'CURVE') return { failure: 'otherKey' };
  return { failure: 'stranger' };
}

/** The mechanism of whoever listens there; `undefined` where it does not say, or speaks no ZMTP 3. */
function mechanismAt(endpoint: string, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketTarget(endpoint), () => socket.write(openingWords()));
    let said = Buffer.alloc(0);
    socket.setTimeout(timerDelay(timeoutMs), () => socket.destroy());
    socket.on('data', (piece) => {
      said = Buffer.concat([said, piece]);
      const isGreeting = faultOfBeginning(said) === undefined;
      const mechanism = mechanismIn(said);
      if (isGreeting && mechanism === undefined) return;
      if (isGreeting) resolve(mechanism);
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(undefined));
  });
}
