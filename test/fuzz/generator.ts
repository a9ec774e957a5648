import type { Chance } from '../harness/chance.js';
import { type BrokerCase, type DecoderCase, PEERS, type Step } from './cases.js';
import type { Item } from './item.js';
import { edges, rightFor, rightForOption, typeNames, typesByName } from './vocabulary.js';

const sharedNames = ['a', 'b', '__proto__', 'constructor'];

/** Makes cases that mean something, with here and there something that is wrong. */
export class Generator {
  readonly #chance: Chance;
  /** The types behind the handles that the attackers have opened in this case. */
  #opened: Map<number, string>[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.#chance.between(0, all.length - 1)] as T;
  }

  isLucky(oneIn: number): boolean {
    return this.#chance.between(1, oneIn) === 1;
  }

  case(): BrokerCase | DecoderCase {
    if (this.isLucky(6)) return { bytes: this.#bytes() };
    this.#opened = Array.from({ length: PEERS }, () => new Map([[0, 'broker']]));
    const steps: Step[] = [];
    if (!this.isLucky(8)) steps.push({ peer: 0, say: [this.#open(0), this.#open(0), this.#open(0)] });
    for (let count = this.#chance.between(1, 8); count > 0; count--) steps.push(this.step());
    return { steps };
  }

  step(): Step {
    const peer = this.isLucky(3) ? this.#chance.between(1, PEERS - 1) : 0;
    switch (this.#chance.between(0, 19)) {
      case 0:
        return { peer, enter: true };
      case 1:
        return { peer, hello: this.#fields(['protocol', 'versions', 'nonce', 'client', '__proto__']) };
      case 2:
        return { peer, authenticate: this.#authenticate() };
      case 3:
        return { peer, replay: this.#chance.between(0, 5), of: this.#chance.between(0, PEERS - 1) };
      case 4:
        return { peer, cut: true };
      case 5:
        return { wait: this.pick([1, 20, 999, 1_001, 8_001, 10_001, 60_000]) };
      case 6:
        return { peer, frame: this.edge() };
      case 7:
        return { peer, say: this.#messages(peer), first: this.edge() };
      case 8:
        return { peer, say: this.#messages(peer), received: this.edge() };
      default:
        return { peer, say: this.#messages(peer) };
    }
  }

  edge(): Item {
    return this.isLucky(4) ? this.#chance.between(-3, 40) : this.pick(edges);
  }

  /** One message, which may be a storm of them. */
  message(peer = 0): Item {
    const message = this.#oneMessage(peer);
    return this.isLucky(30) ? { times: this.pick([2, 100, 5_000]), item: message } : message;
  }

  #messages(peer: number): readonly Item[] {
    return Array.from({ length: this.#chance.between(1, 6) }, () => this.message(peer));
  }

  #oneMessage(peer: number): Item {
    switch (this.#chance.between(0, 15)) {
      case 0:
        return [2, this.#newHandle(peer), this.#id()];
      case 1:
        return [4, this.isLucky(8) ? this.edge() : this.#chance.between(1, 20)];
      case 2:
        return [5, this.#handle(peer), this.isLucky(8) ? this.edge() : 1];
      case 3:
        return this.isLucky(10) ? [6] : this.#open(peer);
      case 4:
      case 5:
      case 6:
        return this.#open(peer);
      default:
        return this.#call(peer);
    }
  }

  #open(peer: number): Item {
    const type = this.isLucky(30) ? (this.edge() as string) : this.pick(typeNames);
    const handle = this.#newHandle(peer);
    this.#opened[peer]?.set(handle, type);
    const name = this.isLucky(3) ? this.pick([...sharedNames, this.edge()]) : null;
    return [1, handle, type, name, this.isLucky(20) ? this.#id() : idOf(peer, handle), this.#options(type)];
  }

  #options(type: string): Item {
    if (this.isLucky(60)) return this.edge();
    const known = Object.entries(typesByName.get(type)?.options ?? {});
    const odd: (readonly [string, Item])[] = this.isLucky(12)
      ? [[this.pick(['constructor', 'toString', 'other']), this.edge()]]
      : [];
    const given = known.filter(([, option]) => option.isNeeded || this.isLucky(3));
    return {
      map: [
        ...odd,
        ...given.map(
          ([name, option]) => [name, this.isLucky(6) ? this.edge() : this.#right(rightForOption(option))] as const,
        ),
      ],
    };
  }

  #call(peer: number): Item {
    const handle = this.#handle(peer);
    const type = this.#opened[peer]?.get(handle) ?? 'queue';
    const operations = typesByName.get(type)?.operations ?? {};
    const name = this.isLucky(40)
      ? this.pick(['__proto__', 'constructor', 'snapshot', 'takeBack'])
      : this.pick(Object.keys(operations));
    const takes = operations[name]?.takes ?? [];
    const args = takes.map((kind): Item => (this.isLucky(8) ? this.edge() : this.#right(rightFor(kind))));
    if (this.isLucky(12)) args.pop();
    if (this.isLucky(25)) args.push(this.edge());
    return [3, handle, name ?? 'ping', args, ...this.#extras(peer)];
  }

  /** Timeout, owner and fence. */
  #extras(peer: number): Item[] {
    if (!this.isLucky(3)) return [];
    const timeout = this.isLucky(9) ? this.edge() : this.pick([null, 0, 1, 500, 1e9]);
    const owner = this.isLucky(9) ? this.edge() : this.pick([null, 1, 'owner']);
    const fence = this.isLucky(3) ? [this.#handle(peer), this.isLucky(3) ? this.edge() : 1] : null;
    return [timeout, owner, fence];
  }

  /** A kind that takes nothing that is known here gets anything. */
  #right(items: readonly Item[]): Item {
    return items.length === 0 ? this.edge() : this.pick(items);
  }

  #handle(peer: number): number {
    const known = [...(this.#opened[peer]?.keys() ?? [])];
    return this.isLucky(15)
      ? this.#chance.between(-3, 12)
      : (known.at(this.isLucky(2) ? -1 : this.#chance.between(0, 50) % Math.max(known.length, 1)) ?? 0);
  }

  #newHandle(peer: number): number {
    return this.isLucky(20) ? this.#chance.between(-1, 9) : (this.#opened[peer]?.size ?? 0);
  }

  /** Of one's own objects, of another attacker's, of nobody's. */
  #id(): string {
    return idOf(this.#chance.between(0, PEERS - 1), this.#chance.between(0, 6));
  }

  #authenticate(): Extract<Step, { authenticate: unknown }>['authenticate'] {
    const key = this.pick(['right', 'right', 'right', 'wrong', 'of another handshake'] as const);
    const fields = this.isLucky(4) ? this.#fields(['proof', 'resume', 'session', '__proto__']) : {};
    if (this.isLucky(2)) return { key, fields };
    const session = this.pick([0, 0, 1, 'witness', 'nobody'] as const);
    const secret = this.pick(['right', 'right', 'guessed', 'the authkey'] as const);
    return { key, fields, resume: { session, secret, received: this.pick([0, 0, 1, 2, 3, 10, 2 ** 40, -1, 0.5]) } };
  }

  #fields(names: readonly string[]): Readonly<Record<string, Item>> {
    return Object.fromEntries(names.filter(() => this.isLucky(4)).map((name) => [name, this.edge()]));
  }

  #bytes(): Item {
    const parts = Array.from({ length: this.#chance.between(1, 4) }, () => this.edge());
    return this.pick<Item>([
      parts,
      parts[0] as Item,
      { map: parts.map((part, index) => [`n${index}`, part]) },
      [1, 0, parts],
    ]);
  }
}

function idOf(peer: number, handle: number): string {
  return `object_${peer}_${handle}`.padEnd(22, '_');
}
