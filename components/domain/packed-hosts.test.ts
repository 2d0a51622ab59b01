import { expect, it } from 'vitest';
import { type PackedHost, packHosts, unpackHosts } from './packed-hosts.ts';

const host = (more: Partial<PackedHost>): PackedHost => ({
  cores: 32,
  cpuPercent: 40,
  memoryPercent: 60,
  cpuTone: 'plain',
  memoryTone: 'plain',
  ...more,
});

it('reads back what it packs, in a few characters a host', () => {
  const hosts = [
    host({}),
    host({ cpuPercent: 94, cpuTone: 'crit', memoryTone: 'warn' }),
    host({ cpuTone: 'unknown', memoryTone: 'unknown', cores: 1 }),
  ];
  expect(unpackHosts(packHosts(hosts))).toEqual(hosts);
  expect(packHosts(Array.from({ length: 300 }, () => host({}))).length).toBe(1600);
});

it('rounds and clips what does not fit', () => {
  expect(unpackHosts(packHosts([host({ cores: 384, cpuPercent: 79.6, memoryPercent: 1200 })]))).toEqual([
    host({ cores: 255, cpuPercent: 80, memoryPercent: 255 }),
  ]);
  expect(unpackHosts(packHosts([]))).toEqual([]);
});
