import { describe, expect, it } from 'vitest';
import { ProxmoxAddresses, ProxmoxEndpointConfig, vmidOf } from './config.ts';

describe('ProxmoxAddresses', () => {
  it.each([
    ['pve1', 'https://pve1:8006'],
    ['pve1, pve2.example.com', 'https://pve1:8006, https://pve2.example.com:8006'],
    ['https://pve1:8006/\npve1', 'https://pve1:8006'],
    ['10.0.0.1:443 [fd00::5]', 'https://10.0.0.1, https://[fd00::5]:8006'],
  ])('takes %j', (entered, addresses) => expect(ProxmoxAddresses.parse(entered)).toBe(addresses));

  it.each(['', ' , ', 'http://pve1', 'https://user:pw@pve1', 'pve1/other', 'pve1?x=1', 'pve1, a/b'])(
    'refuses %j',
    (entered) => expect(ProxmoxAddresses.safeParse(entered).success).toBe(false),
  );
});

describe('ProxmoxEndpointConfig', () => {
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
  const entered = { address: 'pve1, pve2', user: 'ballast@pve!ballast', secret: 'uuid', fingerprint };

  it('takes a fingerprint for each node', () => {
    const both = { ...entered, fingerprint: `${fingerprint} ${fingerprint}` };
    expect(ProxmoxEndpointConfig.parse(both)).toMatchObject({
      tokenId: entered.user,
      fingerprints: [fingerprint, fingerprint],
    });
  });

  it.each([{ user: 'root@pam' }, { user: 'a@pve!b\r\nx: y' }, { secret: 'a\r\nb' }, { fingerprint: 'AB' }])(
    'refuses %j',
    (wrong) => expect(ProxmoxEndpointConfig.safeParse({ ...entered, ...wrong }).success).toBe(false),
  );
});

it('knows VMs by their numbers, and nothing that could be anything else', () => {
  expect(vmidOf('100')).toBe(100);
  expect(vmidOf('50223e2c-6a38-4f0e-9d6c-0a1b2c3d4e5f')).toBeNull();
  for (const wrong of ['--all', '../100', '100/config', ''])
    expect(() => vmidOf(wrong)).toThrow(expect.objectContaining({ code: 'bad-config' }));
});
