import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditAction, retiredAuditActions } from '../lib/model/audit-action.ts';
import { StopCode } from '../lib/model/automation.ts';
import { driverErrorCodes } from '../lib/model/errors.ts';
import { ExemptionCode } from '../lib/model/exemption.ts';
import { hostAlarmFacts } from '../lib/model/host-alarm.ts';
import { executorCodes, MoveCode } from '../lib/model/move-code.ts';
import { PlanOutcomeCode, SupersedeReason } from '../lib/model/plan-outcome.ts';
import { powerStepCodes } from '../lib/model/power-step.ts';
import { vmDoubtFacts } from '../lib/model/vm-doubt.ts';

type Words = Record<string, unknown>;

const folder = path.resolve(import.meta.dirname, '../messages');
const isWords = (value: unknown): value is Words => typeof value === 'object' && value !== null;

/** The names of the sentences in a namespace, or in a part of it. */
function keysOf(locale: string, namespace: string, part?: string): string[] {
  const all: Words = JSON.parse(readFileSync(path.join(folder, locale, `${namespace}.json`), 'utf8'));
  const words = part === undefined ? all : all[part];
  if (!isWords(words)) throw new Error(`${namespace} has no ${part}`);
  return Object.keys(words);
}

const toKey = (action: string): string => action.replaceAll('.', '-');

/** Where the words for codes that are stored stand; `besides`: words there that are no code. */
const tables: { name: string; at: [string, string?]; codes: readonly string[]; besides?: string[] }[] = [
  {
    name: 'actions of the audit',
    at: ['settings', 'actions'],
    codes: [...AuditAction.options, ...retiredAuditActions].map(toKey),
  },
  {
    name: 'outcomes of planning',
    at: ['cluster', 'outcome'],
    codes: PlanOutcomeCode.options,
    besides: ['other'],
  },
  { name: 'outcomes of planning, in short', at: ['evaluations', 'code'], codes: PlanOutcomeCode.options },
  {
    name: 'reasons for which a suggestion gave way',
    at: ['suggestions', 'superseded'],
    codes: SupersedeReason.options,
  },
  { name: 'reasons for which automation stopped', at: ['automation', 'stop'], codes: StopCode.options },
  { name: 'exemptions', at: ['automation', 'exemption'], codes: ExemptionCode.options },
  { name: 'failures at a hypervisor', at: ['driver'], codes: driverErrorCodes, besides: ['detail'] },
  { name: 'refusals, within a sentence', at: ['refusal', 'reason'], codes: driverErrorCodes },
  { name: 'reasons for which a step ended', at: ['steps', 'code'], codes: powerStepCodes },
  { name: 'alarms of a host', at: ['alarm'], codes: Object.keys(hostAlarmFacts) },
  { name: 'doubts about a VM', at: ['doubt'], codes: Object.keys(vmDoubtFacts) },
];

describe.each(['en', 'ja'])('the words in %s', (locale) => {
  it.each(tables)(
    'are those of the $name, and no others',
    ({ at: [namespace, part], codes, besides = [] }) => {
      expect(keysOf(locale, namespace, part).toSorted()).toEqual([...codes, ...besides].toSorted());
    },
  );

  it('say why a move ended: the codes of the executor, and drivers and rules in its own way', () => {
    const outcomes = keysOf(locale, 'outcome').filter((code) => code !== 'other');
    expect(outcomes).toEqual(expect.arrayContaining([...executorCodes]));
    expect(MoveCode.options).toEqual(expect.arrayContaining(outcomes));
    const said = new Set([...outcomes, ...keysOf(locale, 'driver'), ...keysOf(locale, 'rejection')]);
    expect(MoveCode.options.filter((code) => !said.has(code))).toEqual([]);
  });
});
