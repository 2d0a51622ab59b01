import { describe, expect, it } from 'vitest';
import { safePath, signInPath } from './sign-in-path.ts';

describe('safePath', () => {
  it.each(['/', '/hosts/kvm-03?tab=vms', '/history?from=2026-11-01#chart', '/settings/users'])(
    'keeps %s',
    (path) => {
      expect(safePath(path)).toBe(path);
    },
  );

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    'hosts',
    '',
    null,
    undefined,
    ['/hosts'],
    '/sign-in?next=/hosts',
    '/api/auth/sign-out',
  ])('goes to the start instead of %j', (path) => {
    expect(safePath(path)).toBe('/');
  });
});

describe('signInPath', () => {
  it('keeps the page that the user wanted', () => {
    expect(signInPath('/hosts/kvm-03?tab=vms')).toBe('/sign-in?next=%2Fhosts%2Fkvm-03%3Ftab%3Dvms');
    expect(signInPath(null)).toBe('/sign-in');
  });
});
