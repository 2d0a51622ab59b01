import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { faultFacts } from '../../lib/check/faults.ts';
import { planBalance } from '../../lib/engine/balance.ts';
import { planEvacuation } from '../../lib/engine/evacuate.ts';
import { host, policyOf, snapshotOf, vm } from '../../lib/engine/testing/snapshots.ts';
import { reasonFacts } from '../../lib/model/plan.ts';
import { rejectionFacts } from '../../lib/model/rejection.ts';
import { projectFolder } from '../project.ts';
import { describeFaults, describePlan } from './words.ts';

function messagesOf(locale: string, namespace: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(projectFolder, 'messages', locale, `${namespace}.json`), 'utf8'));
}

const tables = [
  ['reason', reasonFacts, (locale: string) => messagesOf(locale, 'reason')],
  ['rejection', rejectionFacts, (locale: string) => messagesOf(locale, 'rejection')],
  ['fault', faultFacts, (locale: string) => messagesOf(locale, 'plan').fault],
] as const;

const sampleOf = (fact: string): string | number =>
  /Percent|MiB|MiBps|KiB|vcpus|cores|seconds|gain|Gain|limit|hosts|vms|wave|moves|maxMoves|previous|stated|found|atMs$/i.test(
    fact,
  )
    ? 7.25
    : 'db-01';

describe.each(['en', 'ja'] as const)('the sentences in %s', (locale) => {
  it.each(tables)('express every %s with the facts of its table', (name, table, read) => {
    const messages = read(locale);
    expect(Object.keys(messages as object).toSorted()).toEqual(Object.keys(table).toSorted());
    const say = createTranslator<Record<string, never>>({
      locale,
      timeZone: 'UTC',
      messages: { [name]: messages } as never,
      onError: (error) => {
        throw error;
      },
    }) as unknown as (key: string, facts: Record<string, string | number>) => string;
    for (const [code, facts] of Object.entries<readonly string[]>(table)) {
      const sentence = say(
        `${name}.${code}`,
        Object.fromEntries(facts.map((fact) => [fact, sampleOf(fact)])),
      );
      expect(sentence).not.toMatch(/[{}]|NaN|undefined/);
      for (const fact of facts) {
        if (sampleOf(fact) === 'db-01' && !['state', 'resource'].includes(fact))
          expect(sentence).toContain('db-01');
      }
    }
  });
});

describe('describePlan', () => {
  const snapshot = snapshotOf({
    hosts: [host('h1', { name: 'kvm-03' }), host('h2', { name: 'kvm-07' })],
    vms: [
      vm('v1', 'h1', { name: 'db-01', demand: { cpuMhz: 4_900 } }),
      vm('v2', 'h1', { name: 'db-02', demand: { cpuMhz: 4_500 }, automation: 'excluded' }),
    ],
  });

  it('is one sentence per move, with the figures before and after', () => {
    const lines = describePlan('balance', snapshot, planBalance(snapshot, policyOf()));
    expect(lines).toContain(
      '  Move db-01 from kvm-03 to kvm-07: kvm-03 CPU 94 % > 80 %; after: 45 % and 49 %; about 9.9 s, pause about 0.23 s.',
    );
    expect(lines).toContain('Overloaded hosts 1 → 0');
    expect(lines).toContain('  db-02: The VM is excluded from optimization');
  });

  it('gives the number of VMs that an incomplete evacuation leaves', () => {
    const alone = { ...snapshot, hosts: snapshot.hosts.slice(0, 1) };
    const lines = describePlan('evacuate', alone, planEvacuation(alone, policyOf(), 'h1'), 'h1');
    expect(lines).toContain('Incomplete: 2 VMs stay on the host.');
    expect(lines).toContain('  db-01: There is no other host online');
  });
});

describe('an earlier refusal', () => {
  it('is shown with its reason instead of a code', () => {
    const snapshot = snapshotOf({
      hosts: [host('h1', { name: 'kvm-03' }), host('h2', { name: 'kvm-07' })],
      vms: [vm('v1', 'h1', { name: 'db-01' })],
      refusals: [{ vmId: 'v1', toHostId: 'h2', code: 'cpu-incompatible' }],
    });
    const lines = describePlan('evacuate', snapshot, planEvacuation(snapshot, policyOf(), 'h1'), 'h1');
    expect(lines.join('\n')).toContain(
      'Refused before: this host lacks the CPU model or features that the VM uses; nothing has changed since',
    );
  });
});

describe('describeFaults', () => {
  it('begins with the place in the plan', () => {
    expect(describeFaults([{ path: 'moves[0].vmId', code: 'unknown-vm', facts: { vm: 'v9' } }])).toEqual([
      'moves[0].vmId: the snapshot has no VM v9',
    ]);
  });
});
