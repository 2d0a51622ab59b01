import { expect, it } from 'vitest';
import { Policy } from './policy.ts';
import { PolicyFile, policyFromFile } from './policy-file.ts';

it('a policy file is converted to a policy, with its own defaults and those of the product for the rest', () => {
  expect(policyFromFile(PolicyFile.parse({}))).toEqual({ ...Policy.parse({}), coolDownSeconds: 1800 });
  const file = {
    thresholds: { cpuPercent: 70 },
    simultaneousMovesPerHost: 5000,
    maxMoves: null,
    minGain: 0,
    objective: 'spread',
    balanceBy: 'count',
    memoryOvercommit: 2,
    bandwidthCapMiBps: 10,
    targetPauseMs: 50,
  };
  expect(policyFromFile(PolicyFile.parse(file))).toEqual({
    ...Policy.parse({}),
    cpuThresholdPercent: 70,
    memoryThresholdPercent: 90,
    movesPerHost: 5000,
    maxMoves: null,
    minGain: 0,
    objective: 'spread',
    balanceBy: 'count',
    memoryOvercommit: 2,
    bandwidthCapMiBps: 10,
    targetPauseMs: 50,
    coolDownSeconds: 1800,
  });
});
