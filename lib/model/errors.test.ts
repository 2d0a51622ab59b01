import { describe, expect, it } from 'vitest';
import english from '../../messages/en/driver.json' with { type: 'json' };
import refusal from '../../messages/en/refusal.json' with { type: 'json' };
import japanese from '../../messages/ja/refusal.json' with { type: 'json' };
import { driverErrorCodes, driverErrorFacts } from './errors.ts';

describe('driver error codes', () => {
  it('has one sentence for each, and one for the words of the hypervisor', () => {
    expect(Object.keys(english).sort()).toEqual([...driverErrorCodes, 'detail'].sort());
  });

  it('has a clause for each as the reason of what was refused before, in both languages', () => {
    for (const { reason } of [refusal, japanese])
      expect(Object.keys(reason).sort()).toEqual([...driverErrorCodes].sort());
  });

  it.each(driverErrorCodes)('names in the sentence of %s only facts that every driver gives', (code) => {
    const named = [...english[code].matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(driverErrorFacts[code]).toEqual(expect.arrayContaining(named));
  });
});
