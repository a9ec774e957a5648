import { type Operation, SESSION_ENDED } from './history.js';
import type { Model } from './models/index.js';

/** Whether a short history is linearizable, found out by trying every order that time allows. */
export function isLinearizable<S>(model: Model<S>, history: readonly Operation[]): boolean {
  const ended = new Set(history.filter(({ name }) => name === SESSION_ENDED).map(({ client }) => client));
  return canGoOn(model.initial, history, new Set());

  function canGoOn(state: S, left: readonly Operation[], over: ReadonlySet<string>): boolean {
    const firstEnd = Math.min(...left.map(({ returned }) => returned));
    if (firstEnd === Number.POSITIVE_INFINITY) return true;
    return left
      .filter(({ client, called }) => called <= firstEnd && !over.has(client))
      .some((next) => {
        const rest = left.filter((other) => other !== next);
        const overThen = next.name === SESSION_ENDED ? new Set([...over, next.client]) : over;
        return after(state, next).some((then) => canGoOn(then, rest, overThen));
      });
  }

  function after(state: S, operation: Operation): readonly S[] {
    if (operation.name === SESSION_ENDED) return model.sessionEnded?.(state, operation.client) ?? [state];
    return model.step(state, { ...operation, sessionEnds: ended.has(operation.client) });
  }
}
