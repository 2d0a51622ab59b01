import { describe, expect, it } from 'vitest';
import english from '../../messages/en/driver.json' with { type: 'json' };
import refusal from '../../messages/en/refusal.json' with { type: 'json' };
import japanese from '../../messages/ja/refusal.json' with { type: 'json' };
import { driverErrorCodes, driverErrorFacts } from './errors.ts';

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
