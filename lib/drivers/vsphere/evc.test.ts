import { expect, it } from 'vitest';
import { modeOfVm, modesOfHost } from './evc.ts';

const modes = new Map([
  ['intel-haswell', { vendor: 'intel', tier: 6 }],
  ['intel-icelake', { vendor: 'intel', tier: 10 }],
  ['intel-sapphirerapids', { vendor: 'intel', tier: 11 }],
  ['amd-zen3', { vendor: 'amd', tier: 12 }],
]);
const seen = (values: Record<string, string>) =>
  new Map(Object.entries(values).map(([path, text]) => [path, { '#text': text }]));

it('gives a host the modes up to that of its cluster, of its vendor', () => {
  const host = seen({
    'summary.maxEVCModeKey': 'intel-sapphirerapids',
    'summary.currentEVCModeKey': 'intel-icelake',
  });
  expect(modesOfHost(modes, host)).toEqual(['EVC intel-haswell', 'EVC intel-icelake']);
});

it('takes the mode of the host itself where EVC is off', () => {
  expect(modesOfHost(modes, seen({ 'summary.maxEVCModeKey': 'amd-zen3' }))).toEqual(['EVC amd-zen3']);
});

it('says nothing of modes that it does not know', () => {
  expect(modesOfHost(modes, seen({ 'summary.maxEVCModeKey': 'intel-later' }))).toEqual([]);
  expect(modesOfHost(modes, seen({}))).toEqual([]);
  expect(modeOfVm(modes, seen({ 'runtime.minRequiredEVCModeKey': 'intel-later' }))).toEqual([]);
  expect(modeOfVm(modes, seen({ 'runtime.minRequiredEVCModeKey': 'intel-icelake' }))).toEqual([
    'EVC intel-icelake',
  ]);
});
