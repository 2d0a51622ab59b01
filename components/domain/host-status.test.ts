import { describe, expect, it } from 'vitest';
import { hostStatusOf } from './host-status.ts';

describe('hostStatusOf', () => {
  it('gives the observed connection priority over the mode', () => {
    expect(hostStatusOf({ mode: 'draining', connection: 'down', load: 'plain' })).toBe('down');
    expect(hostStatusOf({ mode: 'active', connection: 'unknown', load: 'crit' })).toBe('unknown');
  });
  it('gives the mode priority over the load', () => {
    expect(hostStatusOf({ mode: 'draining', connection: 'up', load: 'crit' })).toBe('draining');
    expect(hostStatusOf({ mode: 'maintenance', connection: 'up', load: 'plain' })).toBe('maintenance');
  });
  it('never shows a host with impossible values as OK', () => {
    const alarms = [{ code: 'no-cpus', facts: { cpuCores: 0 } }] as const;
    const host = { mode: 'active', connection: 'up', alarms } as const;
    expect(hostStatusOf({ ...host, load: 'plain' })).toBe('alarm');
    expect(hostStatusOf({ ...host, load: 'crit' })).toBe('overloaded');
    expect(hostStatusOf({ ...host, load: 'plain', connection: 'down' })).toBe('down');
  });
  it('distinguishes over a threshold from far over it', () => {
    expect(hostStatusOf({ mode: 'active', connection: 'up', load: 'warn' })).toBe('warning');
    expect(hostStatusOf({ mode: 'active', connection: 'up', load: 'crit' })).toBe('overloaded');
    expect(hostStatusOf({ mode: 'active', connection: 'up', load: 'plain' })).toBe('ok');
  });
});
