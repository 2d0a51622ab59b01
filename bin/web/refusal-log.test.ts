import { expect, test } from 'vitest';
import { createLog } from '../../lib/platform/log.ts';
import { RefusalLog } from './refusal-log.ts';

function makeLog() {
  const lines: object[] = [];
  const log = createLog('web', 'silent');
  log.info = (facts: object) => void lines.push(facts);
  let seconds = 0;
  const refusals = new RefusalLog(log, { now: () => new Date(seconds * 1000) });
  const pass = (more: number) => {
    seconds += more;
  };
  return { lines, refusals, pass };
}

test('a client is logged once a minute for each cause, with the number of refusals in between', () => {
  const { lines, refusals, pass } = makeLog();
  for (let count = 0; count < 500; count += 1) refusals.note('body-too-large', '192.0.2.1');
  refusals.note('address-too-long', '192.0.2.1');
  expect(lines).toHaveLength(2);
  pass(60);
  refusals.note('body-too-large', '192.0.2.1');
  expect(lines[2]).toMatchObject({ client: '192.0.2.1', leftOut: 499 });
  pass(-3600); // a clock that is set back suppresses nothing
  refusals.note('body-too-large', '192.0.2.1');
  expect(lines).toHaveLength(4);
});

test('the size of the log is independent of the number of clients', () => {
  const { lines, refusals } = makeLog();
  for (let client = 0; client < 5000; client += 1) refusals.note('body-too-large', `2001:db8::${client}`);
  expect(lines).toHaveLength(201);
});
