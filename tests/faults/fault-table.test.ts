import { expect, it } from 'vitest';
import { faultTable, withFaults } from './fault-table.ts';

const row = { what: 'session lost', happens: 'renewed once', tests: ['session lost:'] };

it('says how many tests showed a fault', () => {
  const run = [
    { name: 'faults session lost: it is renewed', status: 'passed', ms: 1200 },
    { name: 'faults session lost: with QEMU', status: 'skipped', ms: 0 },
  ];
  const { table, problems } = faultTable([row], run);
  expect(table).toContain('as said: 1 test, 1.2 s');
  expect(problems).toEqual([]);
});

it('names what failed or did not run', () => {
  const failed = [{ name: 'session lost: it is renewed', status: 'failed', ms: 1 }];
  expect(faultTable([row], failed).problems).toEqual(['session lost: failed: session lost: it is renewed']);
  expect(faultTable([row], []).problems).toEqual(['session lost: no test ran: session lost:']);
});

it('replaces what is between the marks of a page', () => {
  const page = 'a\n<!-- faults: written by npm run faults -->\nold\n<!-- end of faults -->\nb';
  expect(withFaults(page, 'new')).toBe(
    'a\n<!-- faults: written by npm run faults -->\n\nnew\n\n<!-- end of faults -->\nb',
  );
  expect(() => withFaults('a', 'new')).toThrow('no marks');
});
