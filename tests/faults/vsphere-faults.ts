import type { FaultRow } from './fault-row.ts';
import { ofAnyManager } from './shared-faults.ts';

export const vsphereFaults: readonly FaultRow[] = [
  {
    what: 'vCenter is down, or its proxy answers 503',
    happens:
      'hosts are shown without an answer; a running move is *unknown*, is not ordered again, and ends by what vCenter reports when it is back',
    tests: ['manager down in mid-migration'],
  },
  {
    what: 'session lost',
    happens:
      'renewed once, without notice; an order is repeated only where vCenter said that it was not carried out',
    tests: ['session lost: it is renewed', 'renews a session of the REST API'],
  },
  {
    what: 'certificate changed',
    happens: 'refused before anything is sent (`certificate-changed`), with the new fingerprint',
    tests: [
      'certificate changed: refused and said',
      'sends no password to a server with another certificate',
    ],
  },
  {
    what: 'login refused, privilege missing',
    happens: '`host-refused` with the user, `privilege-missing` with the privileges',
    tests: ['which login is refused', 'names missing privileges', 'a privilege was taken away'],
  },
  {
    what: 'vCenter restarted in mid-migration',
    happens: 'the task is gone; the place of the VM decides',
    tests: ['vCenter restarted in mid-migration'],
  },
  ...ofAnyManager,
  {
    what: 'fault of CPU, network or disk in the check',
    happens: '`cpu-incompatible`, `network-missing`, `storage-missing`; nothing moves',
    tests: ['in the check', 'what the destination would refuse'],
  },
  {
    what: 'vCenter refuses maintenance mode',
    happens:
      'the host stays in that mode in Ballast; the page says why, and it is asked for again every minute',
    tests: ['that is refused is said on the page'],
  },
  {
    what: 'Ballast restarted while vCenter enters maintenance mode',
    happens: 'the task is found, and nothing is ordered twice',
    tests: ['is not ordered twice while vCenter is entering it'],
  },
  {
    what: 'destination lost',
    happens: '`destination-lost`; the VM keeps running at its source',
    tests: ['fails when the destination is lost midway'],
  },
];
