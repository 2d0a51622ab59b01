import type { FaultRow } from './fault-row.ts';
import { ofAnyManager } from './shared-faults.ts';

export const proxmoxFaults: readonly FaultRow[] = [
  {
    what: 'a node is down',
    happens: 'the others serve the cluster; its own VMs are shown without an answer',
    tests: ['a node down: the others serve'],
  },
  {
    what: 'all nodes are down',
    happens:
      'hosts are shown without an answer; a running move is *unknown*, is not ordered again, and ends by what the nodes report when they are back',
    tests: ['all nodes down in mid-migration'],
  },
  {
    what: 'no majority',
    happens: '`host-unreachable`: what such a node says of the others is not believed',
    tests: ['nodes without a majority'],
  },
  {
    what: 'token revoked, privilege missing',
    happens: "`host-refused` with the token's ID, `privilege-missing` with what it may not",
    tests: ['token revoked: refused and said', 'names missing privileges'],
  },
  {
    what: 'certificate of one node changed',
    happens: 'accepted while another known node names it',
    tests: ['certificate of one node changed'],
  },
  {
    what: 'all certificates changed',
    happens:
      'refused before anything is sent (`certificate-changed`), with the new fingerprint, until somebody confirms them',
    tests: ['all certificates changed', 'sends no secret to a node with another certificate'],
  },
  {
    what: 'the answer to an order is lost',
    happens: 'the order is not sent again; its task is found by the VM',
    tests: ['the answer to an order lost'],
  },
  {
    what: 'task lost in mid-migration',
    happens: 'the place of the VM decides',
    tests: ['task lost in mid-migration'],
  },
  ...ofAnyManager,
  {
    what: 'QEMU fails in mid-copy',
    happens: 'its words become a code; the VM keeps running at its source',
    tests: ['QEMU fails in mid-copy'],
  },
  {
    what: 'destination lost',
    happens: '`destination-lost`; the VM keeps running at its source',
    tests: ['fails when the destination is lost midway'],
  },
  {
    what: 'the storage of a local disk that is to be copied is missing or full at the destination',
    happens: '`storage-missing`, before anything is copied',
    tests: ['need their storage at the destination', 'stays where the destination has no space'],
  },
  {
    what: 'copying a local disk is cancelled, also after Ballast was restarted',
    happens: 'it is found by the VM; the VM stays at its source with its disk',
    tests: ['are followed by a driver that was started again'],
  },
];
