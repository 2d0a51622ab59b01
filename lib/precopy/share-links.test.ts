import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Flow, shareLinks } from './share-links.ts';

const flow = (from: number, to: number, capMiBps: number | null = null): Flow => ({ from, to, capMiBps });

describe('fair shares of links', () => {
  it.each([
    { name: 'one alone has the link', flows: [flow(0, 1)], rates: [100] },
    { name: 'two out of one host share it', flows: [flow(0, 1), flow(0, 2)], rates: [50, 50] },
    { name: 'two into one host share it', flows: [flow(0, 2), flow(1, 2)], rates: [50, 50] },
    { name: 'both ways at once do not share', flows: [flow(0, 1), flow(1, 0)], rates: [100, 100] },
    { name: 'what a cap leaves goes to the other', flows: [flow(0, 1, 20), flow(0, 2)], rates: [20, 80] },
    { name: 'the narrower end decides', flows: [flow(0, 3)], rates: [30] },
    { name: 'what a narrow end leaves goes to the other', flows: [flow(0, 3), flow(0, 1)], rates: [30, 70] },
    { name: 'nobody', flows: [], rates: [] },
  ])('$name', ({ flows, rates }) => {
    expect(shareLinks(flows, [100, 100, 100, 30])).toEqual(rates);
  });

  it('never exceeds a link, and gives every flow a share', () => {
    const anyFlow = fc
      .tuple(fc.nat(4), fc.nat(4), fc.option(fc.integer({ min: 1, max: 200 })))
      .map(([from, to, cap]) => flow(from, to === from ? (to + 1) % 5 : to, cap));
    const capacities = [100, 50, 100, 25, 200];
    fc.assert(
      fc.property(fc.array(anyFlow, { maxLength: 12 }), (flows) => {
        const rates = shareLinks(flows, capacities);
        capacities.forEach((capacity, host) => {
          const through = (end: 'from' | 'to') =>
            flows.reduce((sum, one, i) => sum + (one[end] === host ? (rates[i] ?? 0) : 0), 0);
          expect(through('from')).toBeLessThanOrEqual(capacity + 1e-6);
          expect(through('to')).toBeLessThanOrEqual(capacity + 1e-6);
        });
        flows.forEach((one, i) => {
          expect(rates[i]).toBeGreaterThan(0);
          expect(rates[i]).toBeLessThanOrEqual((one.capMiBps ?? 1e9) + 1e-6);
        });
      }),
      { seed: 41 },
    );
  });
});
