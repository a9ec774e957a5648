/** What the benchmark and the process of a contestant say to each other: the process speaks first, then answers. */

export type Question = { readonly ask: 'measure'; readonly budgetMs: number } | { readonly ask: 'end' };

export type Answer =
  | { readonly said: 'ready' }
  | { readonly said: 'sample'; readonly sample: number }
  | { readonly said: 'ended' }
  | { readonly said: 'absent'; readonly reason: string }
  | { readonly said: 'failed'; readonly reason: string };
