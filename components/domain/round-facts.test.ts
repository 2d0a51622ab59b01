import { expect, test } from 'vitest';
import { roundFacts } from './round-facts.ts';

test('figures are rounded and names stay; gains keep four digits, or the least would be 0', () => {
  const facts = { host: 'kvm-03', nowPercent: 93.4, thresholdPercent: 80, gain: 0.01234, leastGain: 0.0003 };
  const rounded = { host: 'kvm-03', nowPercent: 93, thresholdPercent: 80, gain: 0.0123, leastGain: 0.0003 };
  expect(roundFacts(facts)).toEqual(rounded);
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

test('a move that changes less than a point is shown with the digit that shows it', () => {
  const facts = {
    sourceAfterPercent: 90.1,
    destinationAfterPercent: 10.4,
    sourceWithoutPercent: 90.4,
    destinationWithoutPercent: 10.1,
  };
  expect(roundFacts(facts)).toEqual(facts);
  expect(roundFacts({ ...facts, sourceWithoutPercent: 92.4 })).toMatchObject({
    sourceAfterPercent: 90,
    sourceWithoutPercent: 92,
  });
});
