import { expect, it } from 'vitest';
import { readDemand } from './read-demand.ts';

function formWith(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const others = { demandSeconds: '60', usualDemandSeconds: '3600' };

it('reads how demand is smoothed', () => {
  expect(readDemand(formWith({ ...others, usualDemandPercentile: '95' }))).toEqual({
    demandSeconds: 60,
    usualDemandSeconds: 3600,
    usualDemandPercentile: 95,
  });
});

it('reads an empty percentile as none, and any other empty field as no number', () => {
  const read = readDemand(formWith({ ...others, demandSeconds: '', usualDemandPercentile: '' }));
  expect(read).toEqual({ demandSeconds: Number.NaN, usualDemandSeconds: 3600, usualDemandPercentile: null });
});
