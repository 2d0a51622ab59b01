import { describe, expect, it } from 'vitest';
import { effectivePolicy } from './effective-policy.ts';
import { changePatch, MovePolicy, OrderPatch, Policy, PolicyPatch } from './policy.ts';
import { fieldsAt, policyFields, policyNames } from './policy-fields.ts';

describe('the effective policy', () => {
  it('is the default if no scope sets a value', () => {
    const { values, from } = effectivePolicy([]);
    expect(values).toEqual(Policy.parse({}));
    expect(new Set(Object.values(from))).toEqual(new Set(['default']));
  });

  it('is the value of the nearest scope, whatever their order, and names that scope', () => {
    const { values, from } = effectivePolicy([
      { scope: 'order', patch: { bandwidthCapMiBps: null } },
      { scope: 'host', patch: { reserveCores: 0 } },
      { scope: 'cluster', patch: { bandwidthCapMiBps: 50, targetPauseMs: 500, movesPerHost: undefined } },
    ]);
    expect(values).toEqual({
      ...Policy.parse({}),
      bandwidthCapMiBps: null,
      targetPauseMs: 500,
      reserveCores: 0,
    });
    expect(from).toMatchObject({
      bandwidthCapMiBps: 'order',
      targetPauseMs: 'cluster',
      reserveCores: 'host',
      movesPerHost: 'default',
    });
  });

  it('ignores a value in a scope that may not set it', () => {
    const { values, from } = effectivePolicy([{ scope: 'host', patch: { movesPerHost: 9 } }]);
    expect([values.movesPerHost, from.movesPerHost]).toEqual([2, 'default']);
  });

  it('takes each scope over the weaker ones', () => {
    const scopes = ['cluster', 'product', 'order', 'group'] as const;
    const patches = scopes.map((scope, i) => ({ scope, patch: { targetPauseMs: 100 + i } }));
    const strongest = (some: typeof patches) => effectivePolicy(some).from.targetPauseMs;
    expect(strongest(patches)).toBe('order');
    expect(strongest(patches.filter(({ scope }) => scope !== 'order'))).toBe('cluster');
    expect(strongest(patches.filter(({ scope }) => scope === 'product' || scope === 'group'))).toBe('group');
    expect(effectivePolicy([{ scope: 'product', patch: { mode: 'off' } }])).toMatchObject({
      values: { mode: 'off' },
      from: { mode: 'product', movesPerHost: 'default' },
    });
  });
});

describe('the table of fields', () => {
  it('has defaults within their ranges', () => {
    for (const name of policyNames) {
      const { value, otherwise } = policyFields[name];
      if (otherwise !== null) expect(value.parse(otherwise)).toEqual(otherwise);
    }
  });

  it('lists what an order may set', () => {
    expect(Object.keys(OrderPatch.shape)).toEqual(fieldsAt('order'));
    expect(Object.keys(MovePolicy.shape)).toEqual(fieldsAt('order'));
  });
});

it('a change keeps the fields that it does not name, and resets those that are null, unless null is a value', () => {
  const patch = PolicyPatch.parse({ reserveCpuPercent: 5, movesPerCluster: 3, maxTries: 2 });
  const change = {
    reserveCpuPercent: null,
    movesPerCluster: null,
    onStall: 'quick',
    stallSeconds: undefined,
  } as const;
  expect(changePatch(patch, change)).toEqual({ movesPerCluster: null, maxTries: 2, onStall: 'quick' });
  expect(changePatch(patch, {}, ['movesPerCluster', 'mode'])).toEqual({ reserveCpuPercent: 5, maxTries: 2 });
});
