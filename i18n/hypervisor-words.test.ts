import { expect, it } from 'vitest';
import { descriptorOf, traitsOf } from '../lib/drivers/registry.ts';
import { driverKinds } from '../lib/model/driver-traits.ts';
import english from '../messages/en/hypervisor.json' with { type: 'json' };

it.each(driverKinds)('has words for %s, and for all that is asked of its hosts', (kind) => {
  const asked = traitsOf(kind).hostFields.flatMap((field) => [field, `${field}Hint`]);
  const typed = [
    'address',
    'addressHint',
    'addressWrong',
    'user',
    'userHint',
    'userWrong',
    'secret',
    'secretWrong',
  ];
  const ofEndpoint = ['manager', ...typed];
  const further = descriptorOf(kind).endpoint === null ? [] : ofEndpoint;
  expect(Object.keys(english[kind]).sort()).toEqual(['name', 'removeLede', ...asked, ...further].sort());
});

it('has words for no other kind', () => expect(Object.keys(english)).toEqual([...driverKinds]));
