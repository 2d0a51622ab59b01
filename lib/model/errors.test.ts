import { describe, expect, it, vi } from 'vitest';
import english from '../../messages/en/driver.json' with { type: 'json' };
import refusal from '../../messages/en/refusal.json' with { type: 'json' };
import japanese from '../../messages/ja/refusal.json' with { type: 'json' };
import { BallastError, DriverError, driverErrorCodes, driverErrorFacts } from './errors.ts';

describe('driver error codes', () => {
  it('have one sentence each, and one for the message of the hypervisor', () => {
    expect(Object.keys(english).sort()).toEqual([...driverErrorCodes, 'detail'].sort());
  });

  it('have a clause each as the reason of an earlier refusal, in both languages', () => {
    for (const { reason } of [refusal, japanese])
      expect(Object.keys(reason).sort()).toEqual([...driverErrorCodes].sort());
  });

  it.each(driverErrorCodes)('use in the sentence of %s only facts that every driver gives', (code) => {
    const named = [...english[code].matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(driverErrorFacts[code]).toEqual(expect.arrayContaining(named));
  });
});

describe('an error of another copy of its class', () => {
  it('is recognized, but not as one of a derived class', async () => {
    vi.resetModules();
    const other = await import('./errors.ts');
    expect(other.BallastError).not.toBe(BallastError);
    const error: unknown = new other.BallastError('request-ended', 'nobody waits any more');
    expect(error instanceof BallastError).toBe(true);
    expect(error instanceof DriverError).toBe(false);
    expect(new DriverError('vm-busy', 'busy') instanceof BallastError).toBe(true);
    expect(new Error('another one') instanceof BallastError).toBe(false);
  });
});
