import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import english from '../messages/en/settings.json' with { type: 'json' };
import japanese from '../messages/ja/settings.json' with { type: 'json' };

const services = path.resolve(import.meta.dirname, '../lib/services');
const RECORDED = /(?:action: |ACTION = )'([a-z]+\.[a-z-]+)'/g;

/** Every action that a use case records, as it is written there. */
const actions = new Set(
  readdirSync(services, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(path.join(services, file), 'utf8').matchAll(RECORDED)])
    .map(([, action = '']) => action),
);

it('finds the actions', () => expect(actions.size).toBeGreaterThan(20));

it.each([...actions])('has words for %s, in both languages', (action) => {
  const key = action.replaceAll('.', '-');
  expect(english.actions).toHaveProperty(key);
  expect(japanese.actions).toHaveProperty(key);
});
