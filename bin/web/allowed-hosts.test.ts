import { expect, test } from 'vitest';
import { AllowedHosts } from './allowed-hosts.ts';

const machine = () => ['kvm-mgmt.example.org', 'kvm-mgmt', '192.0.2.7', '[fe80::1]'];
const origin = 'http://localhost:3000';

test('a server that listens on all addresses answers to the names and addresses of the machine', () => {
  for (const host of ['0.0.0.0', '::']) {
    const hosts = new AllowedHosts({ host, origin, allowedHosts: [] }, machine);
    const asked = ['kvm-mgmt:3000', 'KVM-MGMT.example.org', '192.0.2.7', '[FE80:0::1]:3000', 'localhost'];
    expect(asked.filter((name) => !hosts.has(name))).toEqual([]);
    expect(hosts.has('kvm-mgmt.evil.example')).toBe(false);
  }
});

test('a server that listens on one address answers to that one', () => {
  const hosts = new AllowedHosts({ host: '192.0.2.7', origin, allowedHosts: ['fd00::5'] }, machine);
  expect(['192.0.2.7:3000', '[fd00::5]', '127.0.0.1'].every((name) => hosts.has(name))).toBe(true);
  expect(['kvm-mgmt', '192.0.2.8', undefined].some((name) => hosts.has(name))).toBe(false);
});
