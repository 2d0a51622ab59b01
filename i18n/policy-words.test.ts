import { expect, it } from 'vitest';
import { policyNames } from '../lib/model/policy-fields.ts';
import english from '../messages/en/policy.json' with { type: 'json' };
import japanese from '../messages/ja/policy.json' with { type: 'json' };

it.each(policyNames)('has words for %s, in both languages', (name) => {
  expect(english.label).toHaveProperty(name);
  expect(japanese.label).toHaveProperty(name);
});

it('has no words for what is no field', () => {
  expect(Object.keys(english.label).sort()).toEqual([...policyNames].sort());
});
