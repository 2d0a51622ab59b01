import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hostAlarmFacts } from '../lib/model/host-alarm.ts';
import alarm from '../messages/en/alarm.json' with { type: 'json' };
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

it('there are words for every alarm of a host, with its facts and no others', () => {
  const named = Object.entries(alarm).map(([code, sentence]) => [
    code,
    [...new Set([...sentence.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1]))].sort(),
  ]);
  const facts = Object.entries(hostAlarmFacts).map(([code, names]) => [code, [...names].sort()]);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(facts));
});
