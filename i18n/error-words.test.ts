import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hostAlarmFacts } from '../lib/model/host-alarm.ts';
import { vmDoubtFacts } from '../lib/model/vm-doubt.ts';
import alarm from '../messages/en/alarm.json' with { type: 'json' };
import doubt from '../messages/en/doubt.json' with { type: 'json' };
import errors from '../messages/en/errors.json' with { type: 'json' };

const services = path.resolve(import.meta.dirname, '../lib/services');

/** The codes that use cases throw, as they stand in the sources. */
const thrownCodes = fs
  .readdirSync(services, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => [
    ...fs.readFileSync(path.join(services, file), 'utf8').matchAll(/new BallastError\(\s*'([a-z-]+)'/g),
  ])
  .map((match) => match[1] ?? '');

it.each([...new Set(thrownCodes)].sort())('there are words for %s', (code) => {
  expect(errors).toHaveProperty(code);
});

const factsIn = (sentence: string): string[] =>
  [...new Set([...sentence.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1] ?? ''))].sort();

it.each(Object.entries(vmDoubtFacts))('the words for the doubt %s name its facts only', (code, facts) => {
  const sentence = Object.entries(doubt).find(([key]) => key === code)?.[1] ?? '';
  expect(sentence).not.toBe('');
  expect(facts).toEqual(expect.arrayContaining(factsIn(sentence)));
});

it('there are words for every alarm of a host, with its facts and no others', () => {
  const named = Object.entries(alarm).map(([code, sentence]) => [code, factsIn(sentence)]);
  const facts = Object.entries(hostAlarmFacts).map(([code, names]) => [code, [...names].sort()]);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(facts));
});
