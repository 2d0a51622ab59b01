import { describe, expect, it } from 'vitest';
import { auditHref, readAuditQuery } from './audit-query.ts';

describe('readAuditQuery', () => {
  it('reads what the address asks for', () => {
    expect(readAuditQuery({ action: 'user.add', person: 'Mary Okafor', before: '120' })).toEqual({
      action: 'user.add',
      person: 'Mary Okafor',
      before: '120',
    });
  });

  it.each([
    [{ before: '1 or 1=1' }],
    [{ before: '9'.repeat(30) }],
    [{ action: '' }],
    [{ action: 'a'.repeat(61) }],
    [{ person: ['a', 'b'] }],
    [{ person: 'x'.repeat(341) }],
  ])('takes %j as absent', (params) => {
    expect(readAuditQuery(params)).toEqual({ action: null, person: null, before: null });
  });
});

describe('auditHref', () => {
  it('writes only what is chosen, and reads back the same', () => {
    expect(auditHref({ action: null, person: null, before: null })).toBe('/settings/audit');
    const query = { action: 'user.role', person: '佐藤 & co', before: '7' };
    const params = Object.fromEntries(new URL(auditHref(query), 'http://x').searchParams);
    expect(readAuditQuery(params)).toEqual(query);
  });
});
