import { type OpenCalls, SMALL } from '../store.js';
import { decode, encode } from '../tasks/echo-codec.mjs';

/** Calls as holdall's, to a server that only answers: what a call costs when nothing is done for it. */
export interface EchoCalls extends Omit<OpenCalls, 'close'> {
  /** Takes what the server sent. */
  readonly take: (body: Uint8Array) => void;
}

type Answer = readonly [number: number, received: number, messages: readonly [readonly [1, number, unknown]]];

/** The number of the message for a call, and of the object that it is made on. */
const [CALL, HANDLE] = [3, 1];

export function echoCalls(send: (body: Uint8Array) => void): EchoCalls {
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  const call = (operation: string, args: readonly unknown[]) => {
    last += 1;
    send(encode([last, last - 1, [[CALL, HANDLE, operation, args]]]));
    return new Promise<unknown>((resolve) => waiting.set(last, resolve));
  };
  return {
    get: async () => decode((await call('get', [encode('key')])) as Uint8Array),
    put: () => call('put', [encode(SMALL)]),
    lock: async () => call('release', [await call('acquire', [])]),
    take: (body) => {
      const [, , [[, number, result]]] = decode(body) as Answer;
      waiting.get(number)?.(result);
      waiting.delete(number);
    },
  };
}
