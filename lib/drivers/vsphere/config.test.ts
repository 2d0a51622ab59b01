import { describe, expect, it } from 'vitest';
import { assertUuid, VsphereAddress, VsphereClusterConfig } from './config.ts';

describe('VsphereAddress', () => {
  it.each([
    ['vcenter.example.com', 'https://vcenter.example.com'],
    ['https://vcenter.example.com/ui/', 'https://vcenter.example.com'],
    ['vcenter.example.com:8443', 'https://vcenter.example.com:8443'],
    ['https://[fd00::5]', 'https://[fd00::5]'],
  ])('takes %s', (entered, address) => expect(VsphereAddress.parse(entered)).toBe(address));

  it.each([
    'http://vcenter',
    'https://user:pw@vcenter',
    'https://vcenter/other',
    'https://vcenter?x=1',
    '',
    'a b',
  ])('refuses %j', (entered) => expect(VsphereAddress.safeParse(entered).success).toBe(false));
});

it('takes ids of vCenter, and nothing that could be anything else', () => {
  expect(VsphereClusterConfig.safeParse({ cluster: 'domain-c8' }).success).toBe(true);
  expect(VsphereClusterConfig.safeParse({ cluster: '<x/>' }).success).toBe(false);
  expect(() => assertUuid('50223e2c-6a38-4f0e-9d6c-0a1b2c3d4e5f')).not.toThrow();
  expect(() => assertUuid('--all')).toThrow(expect.objectContaining({ code: 'bad-config' }));
});
