import * as holdall from 'holdall';
import { expect, it } from 'vitest';

it('exports classes that are called what they are exported as, also after the bundler', () => {
  const classes = Object.entries(holdall).filter(([name]) => /^[A-Z][a-z]/.test(name));
  expect(classes.length).toBeGreaterThan(40);
  for (const [name, exported] of classes) expect(exported).toHaveProperty('name', name);
});
