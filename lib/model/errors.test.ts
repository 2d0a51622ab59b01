import { describe, expect, it } from 'vitest';
import english from '../../messages/en/driver.json' with { type: 'json' };
import { driverErrorCodes, driverErrorFacts } from './errors.ts';

describe('driver error codes', () => {
  it('has one sentence for each, and one for the words of the hypervisor', () => {
    expect(Object.keys(english).sort()).toEqual([...driverErrorCodes, 'detail'].sort());
  });

  it.each(driverErrorCodes)('names in the sentence of %s only facts that every driver gives', (code) => {
    const named = [...english[code].matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(driverErrorFacts[code]).toEqual(expect.arrayContaining(named));
  });
});
