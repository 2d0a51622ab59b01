import { expect, it } from 'vitest';
import { fieldGroups } from '../app/(console)/policies/_components/field-groups.ts';
import { inputOf, policyFields, policyNames } from '../lib/model/policy-fields.ts';
import english from '../messages/en/policy.json' with { type: 'json' };
import japanese from '../messages/ja/policy.json' with { type: 'json' };

const languages = { english, japanese };

it.each(policyNames)('has a name and a sentence for %s, in both languages', (name) => {
  for (const words of Object.values(languages)) {
    expect(words.label).toHaveProperty(name);
    expect(words.about).toHaveProperty(name);
  }
});

it('has no words for what is no field', () => {
  for (const part of ['label', 'about'] as const)
    expect(Object.keys(english[part]).sort()).toEqual([...policyNames].sort());
});

it.each(policyNames)('has words for the values of %s that are no numbers', (name) => {
  const input = inputOf(name);
  const values = input.kind === 'choice' && name !== 'onStall' ? input.options : []; // those are in migration.json
  const isEmptyPossible = policyFields[name].value.safeParse(null).success || input.kind === 'intervals';
  for (const words of Object.values(languages)) {
    for (const value of values) expect(words.value).toHaveProperty([name, value]);
    if (isEmptyPossible) expect(words.empty).toHaveProperty(name);
  }
});

it('shows each field on the page of policies, once', () => {
  expect(Object.values(fieldGroups).flat().sort()).toEqual([...policyNames].sort());
});
