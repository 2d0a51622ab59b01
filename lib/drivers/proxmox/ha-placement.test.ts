import { expect, it } from 'vitest';
import { placementRules } from './ha-placement.ts';

const usable = new Set(['pve1', 'pve2', 'pve3']);
const rulesOf = (
  rule: object,
  { staying = [], on = usable }: { staying?: string[]; on?: Set<string> } = {},
) =>
  placementRules({ rules: [{ rule: 'r', ...rule }], staying: new Set(staying) }, on).map(
    ({ kind, mode, vmUuids, hostUris }) => `${kind} ${mode}: ${vmUuids} ${hostUris}`,
  );

it.each([
  [{ type: 'resource-affinity', affinity: 'negative', resources: 'vm:100,vm:101' }, ['apart must: 100,101 ']],
  [
    { type: 'resource-affinity', affinity: 'positive', resources: 'vm:100,ct:9,vm:101' },
    ['together must: 100,101 '],
  ],
  [{ type: 'resource-affinity', affinity: 'negative', resources: 'vm:100,ct:9' }, []],
  [{ type: 'something-new', resources: 'vm:100' }, []],
])('takes %j over', (rule, expected) => {
  expect(rulesOf(rule)).toEqual(expected);
});

it('keeps a VM on the usable nodes of the highest priority, to which the HA manager would move it back', () => {
  const rule = { type: 'node-affinity', resources: 'vm:100', nodes: 'pve1:2,pve2:2,pve3:1' };
  expect(rulesOf(rule)).toEqual(['onHosts must: 100 pve1,pve2']);
  expect(rulesOf(rule, { on: new Set(['pve3', 'pve4']) })).toEqual(['onHosts must: 100 pve3']);
  expect(rulesOf(rule, { on: new Set(['pve4']) })).toEqual([]);
  expect(rulesOf({ ...rule, strict: true }, { on: new Set(['pve4']) })).toEqual([
    'onHosts must: 100 pve1,pve2,pve3',
  ]);
});

it('lets a VM without failback stay on any node of a strict rule, and only prefers those of another', () => {
  const rule = { type: 'node-affinity', resources: 'vm:100,vm:101', nodes: 'pve1:2,pve2' };
  expect(rulesOf({ ...rule, strict: true }, { staying: ['vm:101'] })).toEqual([
    'onHosts must: 100 pve1',
    'onHosts must: 101 pve1,pve2',
  ]);
  expect(rulesOf(rule, { staying: ['vm:101'] })).toEqual([
    'onHosts must: 100 pve1',
    'onHosts should: 101 pve1,pve2',
  ]);
});
