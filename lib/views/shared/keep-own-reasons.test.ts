import { describe, expect, it } from 'vitest';
import type { RejectionCode } from '../../model/rejection.ts';
import type { RejectionGroup } from './group-rejections.ts';
import { keepOwnReasons } from './keep-own-reasons.ts';

const reason = (code: RejectionCode, ...hosts: string[]): RejectionGroup => ({
  key: `${code} ${hosts}`,
  vm: 'a',
  hosts,
  code,
  facts: {},
  alike: 0,
});
const none = reason('no-host-left');

describe('the reason why a VM stays', () => {
  it.each(['snapshots', 'managed-elsewhere', 'local-device'] as const)('is reported once for %s', (code) => {
    expect(keepOwnReasons([none, reason(code, 'h2', 'h3')])).toEqual([
      { ...reason(code, 'h2', 'h3'), hosts: [] },
    ]);
  });

  it('is reported for each host if the hosts differ', () => {
    const mixed = [none, reason('snapshots', 'h2'), reason('no-memory', 'h3')];
    expect(keepOwnReasons(mixed)).toEqual(mixed);
    const full = [none, reason('no-memory', 'h2', 'h3')];
    expect(keepOwnReasons(full)).toEqual(full);
  });
});
