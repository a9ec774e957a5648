/** Exports no type. */
export const nothing = { name: 'leaderboard' };
