import { describe, expect, it } from 'vitest';
import { effectiveConnection } from './host.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const secondsFromNow = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

describe('effectiveConnection', () => {
  it.each([
    [-45, 'up'],
    [-46, 'unknown'],
    [5, 'up'], // the clocks of two machines are never exactly equal
    [3600, 'unknown'], // the clock was set back by an hour
    [7 * 86_400, 'unknown'],
  ] as const)('with a last sample at %i s is %s', (seconds, expected) => {
    expect(effectiveConnection('up', secondsFromNow(seconds), NOW, 15)).toBe(expected);
  });

  it('keeps a host that was down as down, and is unknown for a host without a sample', () => {
    expect(effectiveConnection('down', secondsFromNow(3600), NOW, 15)).toBe('down');
    expect(effectiveConnection('up', null, NOW, 15)).toBe('unknown');
  });
});
