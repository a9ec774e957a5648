import type { CallOptions, SharedObject, UserType } from 'holdall';

type Type<Methods, Args extends readonly unknown[]> = UserType<SharedObject & Methods, Args>;
type Options = CallOptions;

export const leaderboard: Type<
  {
    add(name: string, points: number, options?: Options): Promise<number>;
    top(count?: number, options?: Options): Promise<[string, number][]>;
    all(options?: Options): Promise<Map<string, number>>;
    names(...prefixes: (string | Options)[]): Promise<string[]>;
  },
  [first?: Record<string, number>]
>;

export const numbers: Type<
  {
    take(options?: Options): Promise<number>;
    takeTwo(options?: Options): Promise<[number, number]>;
    receive(number: number, options?: Options): Promise<void>;
    holders(options?: Options): Promise<number>;
    tick(options?: Options): Promise<number[]>;
  },
  [free?: number[]]
>;

export const registry: Type<
  {
    put(name: string, value: unknown, options?: Options): Promise<void>;
    get(name: string, options?: Options): Promise<unknown>;
    take(name: string, options?: Options): Promise<unknown>;
    echo(...values: unknown[]): Promise<unknown[]>;
    describe(object: SharedObject, options?: Options): Promise<[type: string, name: string | undefined]>;
    isSame(name: string, object: SharedObject, options?: Options): Promise<[boolean, boolean]>;
    make(type: string, given?: object, options?: Options): Promise<SharedObject>;
    makeBoard(...args: unknown[]): Promise<SharedObject>;
    makeAndForget(options?: Options): Promise<void>;
    hold(options?: Options): Promise<void>;
    putAndThrow(name: string, value: unknown, options?: Options): Promise<never>;
  },
  []
>;

export const rogue: Type<
  {
    throw(kind: string, options?: Options): Promise<never>;
    give(kind: string, options?: Options): Promise<unknown>;
    count(options?: Options): Promise<number>;
    shared(options?: Options): Promise<string[]>;
    spoil(argument: object, options?: Options): Promise<object>;
    breakSnapshot(value: unknown, options?: Options): Promise<unknown>;
    who(options?: Options): Promise<{ now: number; session: string; owner: string | number | undefined }>;
    keepCall(options?: Options): Promise<void>;
    useKept(options?: Options): Promise<void>;
    hold(options?: Options): Promise<void>;
    create(type: unknown, given?: object, options?: Options): Promise<SharedObject>;
  },
  []
>;
