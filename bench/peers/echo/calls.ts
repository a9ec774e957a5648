import { type OpenCalls, SMALL } from '../store.js';
import { decodeAnswer, decodeValue, encodeArgument, encodeCall } from './codec.js';

/** Calls as holdall's, to a server that only answers: what a call costs when nothing is done for it. */
export interface EchoCalls extends Omit<OpenCalls, 'close'> {
  /** Takes what the server sent. */
  readonly take: (body: Uint8Array) => void;
}

export function echoCalls(send: (body: Uint8Array) => void): EchoCalls {
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  const call = (operation: string, args: readonly unknown[]) => {
    last += 1;
    send(encodeCall(last, operation, args));
    return new Promise<unknown>((resolve) => waiting.set(last, resolve));
  };
  return {
    get: async () => decodeValue((await call('get', [encodeArgument('key')])) as Uint8Array),
    put: () => call('put', [encodeArgument(SMALL)]),
    lock: async () => call('release', [await call('acquire', [])]),
    take: (body) => {
      const { call: number, result } = decodeAnswer(body);
      waiting.get(number)?.(result);
      waiting.delete(number);
    },
  };
}
