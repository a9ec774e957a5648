type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `exactly<T>()(value)` compiles only if the value's type is `T`, neither wider nor narrower. */
export function exactly<T>() {
  return <V>(_value: V, ..._proof: Equal<V, T> extends true ? [] : [never]): void => {};
}
