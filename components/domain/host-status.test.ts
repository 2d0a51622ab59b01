import { describe, expect, it } from 'vitest';
import { hostStatusOf } from './host-status.ts';

describe('hostStatusOf', () => {
  it('shows what was seen before what is wanted', () => {
    expect(hostStatusOf({ mode: 'draining', connection: 'down', load: 'plain' })).toBe('down');
    expect(hostStatusOf({ mode: 'active', connection: 'unknown', load: 'crit' })).toBe('unknown');
  });
  it('shows the mode before the load', () => {
    expect(hostStatusOf({ mode: 'draining', connection: 'up', load: 'crit' })).toBe('draining');
    expect(hostStatusOf({ mode: 'maintenance', connection: 'up', load: 'plain' })).toBe('maintenance');
  });
  it('tells over a threshold from far over it', () => {
    expect(hostStatusOf({ mode: 'active', connection: 'up', load: 'warn' })).toBe('warning');
    expect(hostStatusOf({ mode: 'active', connection: 'up', load: 'crit' })).toBe('overloaded');
    expect(hostStatusOf({ mode: 'active', connection: 'up', load: 'plain' })).toBe('ok');
  });
});
