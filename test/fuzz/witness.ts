import { isDeepStrictEqual } from 'node:util';
import { BrokerKind, type BrokerMessage } from '../../protocol/messages.js';
import type { Census, DebugInfo } from '../../src/objects/broker/info.js';
import { decodeValue, encodeValue } from '../../src/wire/index.js';
import { bin, type Item, map } from './item.js';
import { Broken, type Peer } from './peer.js';

const id = (name: string) => name.padEnd(22, '_');
const value = (what: unknown): Item => bin(encodeValue(what) as Uint8Array);
const call = (
  handle: number,
  operation: string,
  args: readonly Item[] = [],
  timeout: Item = null,
  owner: Item = null,
) => [3, handle, operation, args, timeout, owner] as Item;

const [LOCK, QUEUE, EMPTY, DICT] = [1, 2, 3, 4];

/** What the broker holds for it all the while. */
const kept = { sessions: 1, objects: 4, waiting: 1, references: 4 };

/** An honest client beside the attackers. It holds something of each kind, and asks for it again and again. */
export class Witness {
  readonly #peer: Peer;
  #round = 0;
  /** The number of the call that waits for what only this client can put. */
  #waits = 0;

  constructor(peer: Peer, authkey: Uint8Array) {
    this.#peer = peer;
    peer.enter(authkey);
    this.#ask(
      ...[[LOCK, 'lock'] as const, [QUEUE, 'queue'] as const, [EMPTY, 'queue'] as const, [DICT, 'dict'] as const].map(
        ([handle, type]) => [1, handle, type, null, id(`witness_${handle}`), map({})] as Item,
      ),
      call(LOCK, 'acquire', [], null, 'witness'),
      call(QUEUE, 'put', [value('taken')]),
      call(QUEUE, 'put', [value('kept')]),
      call(QUEUE, 'reserve', [60_000_000]),
      call(DICT, 'set', [value('key'), value({ kept: true })]),
    );
    this.#waitAgain();
  }

  /** Throws `Broken` unless everything is as it was left. */
  check(): void {
    const round = ++this.#round;
    const put = value({ round });
    const [echo, owned, peeked, stock, held, brought] = this.#ask(
      call(0, 'ping', [put]),
      call(LOCK, 'acquire', [], 0, 'another'),
      call(QUEUE, 'peek'),
      call(QUEUE, 'stats'),
      call(DICT, 'get', [value('key')]),
      call(EMPTY, 'put', [put]),
    );
    this.#expect('its echo', decoded(echo), { round });
    this.#expect('its lock, asked for by another owner', errorOf(owned), 'TIMEOUT');
    this.#expect('its item', decoded(peeked), 'kept');
    const { ready, reserved } = (stock?.[2] ?? {}) as { ready?: number; reserved?: number };
    this.#expect('the stock of its queue', { ready, reserved }, { ready: 1, reserved: 1 });
    this.#expect('its entry', decoded(held), { kept: true });
    this.#expect('its put', brought?.slice(0, 1), [BrokerKind.result]);
    const woken = this.#peer.messages.find(([kind, of]) => kind === BrokerKind.handout && of === this.#waits);
    this.#expect('what its waiting call got', decoded(woken), { round });
    this.#waitAgain();
  }

  /** Throws `Broken` unless the broker holds nothing for anybody else, but what is stored under a name. */
  checkAlone(): void {
    const [answer] = this.#ask(call(0, 'debugInfo', [10_000]));
    const info = answer?.[2] as DebugInfo;
    const { sessions, objects, waiting, references } = info as Census;
    const lasting = info.objectList.filter(({ name, stored }) => name !== null || stored > 0).length;
    this.#expect(
      'what is left behind the attackers',
      { sessions, objects: objects - lasting, waiting, references },
      kept,
    );
  }

  #waitAgain(): void {
    this.#waits = this.#peer.next;
    this.#ask(call(EMPTY, 'get'));
    this.#peer.say([]);
  }

  /** The answers, `undefined` for what is not answered. */
  #ask(...calls: readonly Item[]): (BrokerMessage | undefined)[] {
    const first = this.#peer.next;
    this.#peer.messages.length = 0;
    this.#peer.say(calls);
    if (!this.#peer.isInside) throw new Broken('the honest client was hung up on');
    return calls.map((_, index) =>
      this.#peer.messages.find(([kind, of]) => kind !== BrokerKind.notice && of === first + index),
    );
  }

  #expect(what: string, found: unknown, wanted: unknown): void {
    if (isDeepStrictEqual(found, wanted)) return;
    throw new Broken(`the honest client: ${what} should be ${JSON.stringify(wanted)}; it is ${JSON.stringify(found)}`);
  }
}

function decoded(answer: BrokerMessage | undefined): unknown {
  return answer?.[2] instanceof Uint8Array ? decodeValue(answer[2]) : answer;
}

function errorOf(answer: BrokerMessage | undefined): unknown {
  return answer?.[0] === BrokerKind.error ? answer[2].code : answer;
}
