import { describe, expect, it } from 'vitest';
import { explainError, explainWords } from './explain.ts';
import { ProxmoxRefusal } from './refusal.ts';

const party = { source: 'pve1', destination: 'pve2', vm: 'web' };

describe('words of Proxmox VE', () => {
  it.each([
    ['target is local node.', 'same-host'],
    ['VM is locked (migrate)', 'vm-busy'],
    ["Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist", 'vm-not-found'],
    ["can't migrate running VM without --online", 'vm-not-running'],
    ["storage 'local-zfs' is not available on node 'pve2'", 'storage-missing'],
    ["bridge 'vmbr7' does not exist", 'network-missing'],
    ["can't migrate VM which uses local devices: hostpci0", 'vm-not-movable'],
    ['cannot set up guest memory: Cannot allocate memory', 'destination-full'],
    ["host doesn't support requested feature: CPUID.07H:EBX.avx2", 'cpu-incompatible'],
    ['error while loading state for instance 0x0 of device cpu', 'load-failed'],
    ['interrupted by signal', 'migration-cancelled'],
    ["no such cluster node 'pve9'", 'destination-unreachable'],
    ["resource 'vm:101' on node 'pve2' in negative affinity", 'destination-refused'],
    ['cluster not ready - no quorum?', 'destination-refused'],
    ['something that no rule knows', 'migration-failed'],
  ])('%s: %s', (words, code) => {
    const { facts, ...error } = explainWords(words, party, 'before');
    expect(error.code).toBe(code);
    expect(facts).toEqual({ ...party, host: 'pve1', detail: words });
  });

  it('mean that the destination was lost once memory was being copied', () => {
    const words = 'Unable to write to socket: Connection timed out';
    expect(explainWords(words, party, 'copying').code).toBe('destination-lost');
    expect(explainWords(words, party, 'before').code).toBe('destination-unreachable');
  });
});

it('takes a node that does not answer for the source of the move', () => {
  const error = explainError(new ProxmoxRefusal(595, 'No route to host'), party);
  expect(error).toMatchObject({ code: 'host-unreachable', facts: { host: 'pve1' } });
});
