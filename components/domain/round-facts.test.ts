import { expect, test } from 'vitest';
import { roundFacts } from './round-facts.ts';

test('figures are rounded and names stay; gains keep three digits', () => {
  const facts = { host: 'kvm-03', nowPercent: 93.4, thresholdPercent: 80, gain: 0.01234 };
  expect(roundFacts(facts)).toEqual({ host: 'kvm-03', nowPercent: 93, thresholdPercent: 80, gain: 0.012 });
});

test('a percentage beside its threshold keeps the digit that tells them apart', () => {
  const facts = {
    nowPercent: 80.3,
    thresholdPercent: 80,
    sourceAfterPercent: 79.6,
    destinationAfterPercent: 42.4,
  };
  expect(roundFacts(facts)).toEqual({ ...facts, destinationAfterPercent: 42 });
});
