import { describe, expect, it, test } from 'vitest';
import { createAddressReader, isAddressOrNetwork, networkOf } from './client-address.ts';

describe('where a request comes from', () => {
  const nobody = createAddressReader([]);
  const proxied = createAddressReader(['127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48']);

  it('is the address of the socket, regardless of any header', () => {
    expect(nobody('192.0.2.7', '203.0.113.1')).toBe('192.0.2.7');
    expect(proxied('192.0.2.7', '203.0.113.1')).toBe('192.0.2.7');
    expect(nobody('127.0.0.1', '203.0.113.1')).toBe('127.0.0.1');
    expect(nobody(undefined, '203.0.113.1')).toBe('unknown');
  });

  it('is the address seen by a trusted proxy: the last one that is not a proxy', () => {
    expect(proxied('127.0.0.1', '203.0.113.1')).toBe('203.0.113.1');
    expect(proxied('::ffff:127.0.0.1', 'forged, 203.0.113.1, 10.1.2.3')).toBe('203.0.113.1');
    expect(proxied('2001:db8:1::5', '2001:DB8:2:0:0::1')).toBe('2001:db8:2::1');
  });

  it('is the last proxy if the forwarded value is not an address', () => {
    expect(proxied('127.0.0.1', undefined)).toBe('127.0.0.1');
    expect(proxied('127.0.0.1', `${'x'.repeat(14_000)}, 10.1.2.3`)).toBe('10.1.2.3');
    expect(proxied('127.0.0.1', '203.0.113.1, \u001b[31mred')).toBe('127.0.0.1');
  });
});

test.each([
  ['10.0.0.0/8', true],
  ['10.1.2.3', true],
  ['2001:db8::/32', true],
  ['::1', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/8/8', false],
  ['fe80::1%eth0', false],
  ['proxy.example.org', false],
  ['', false],
])('%j as an address or network: %s', (text, expected) => {
  expect(isAddressOrNetwork(text)).toBe(expected);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, expected) => {
  expect(networkOf(address)).toBe(expected);
});
