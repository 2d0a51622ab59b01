import { expect, it } from 'vitest';
import { namePrefix } from './name-prefix.ts';

it('is what all names share, digits excepted', () => {
  expect(namePrefix(['kvm-03', 'kvm-05', 'kvm-12'])).toBe('kvm-');
  expect(namePrefix(['kvm-11', 'kvm-12'])).toBe('kvm-');
  expect(namePrefix(['alpha', 'beta'])).toBe('');
  expect(namePrefix(['host1'])).toBe('');
});
