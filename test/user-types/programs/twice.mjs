/** Defines a type of a name that is taken. */
import { defineType } from 'holdall';
import { Leaderboard } from './types.mjs';

export { leaderboard } from './types.mjs';
export const another = defineType('leaderboard', Leaderboard, { methods: ['top'] });
