import { describe, expect, it } from 'vitest';
import { endIn, errorsIn, hasCopied, progressIn } from './task-log.ts';
import { parseUpid } from './tasks.ts';

const copied = [
  "2026-11-29 02:21:31 starting migration of VM 100 to node 'pve2' (10.0.0.2)",
  '2026-11-29 02:21:32 start migrate command to unix:/run/qemu-server/100.migrate',
  '2026-11-29 02:21:33 migration active, transferred 512.0 MiB of 4.0 GiB VM-state, 112.5 MiB/s',
  '2026-11-29 02:21:34 migration active, transferred 1.0 GiB of 4.0 GiB VM-state, 112.5 MiB/s, VM dirties lots of memory: 8.0 MiB/s',
];
const completed = [
  ...copied,
  '2026-11-29 02:21:41 average migration speed: 14.4 MiB/s - downtime 31 ms',
  '2026-11-29 02:21:41 migration completed, transferred 4.5 GiB VM-state',
  '2026-11-29 02:21:41 migration finished successfully (duration 00:01:10)',
  'TASK OK',
];

describe('the log of a migration', () => {
  it('says how far it is', () => {
    expect(progressIn(copied)).toMatchObject({ bytesProcessed: 2 ** 30, fraction: 0.25, round: null });
    expect(progressIn(copied.slice(0, 2))).toBeNull();
  });

  it('says what it took', () => {
    expect(endIn(completed)).toEqual({
      seconds: 70,
      downtimeMs: 31,
      bytesProcessed: 4.5 * 2 ** 30,
      bandwidthMiBps: 14.4,
    });
    expect(endIn(copied)).toMatchObject({ seconds: null, downtimeMs: null });
  });

  it('says what went wrong, and when', () => {
    const lines = [...copied, 'ERROR: online migrate failure - Broken pipe', 'TASK ERROR: migration aborted'];
    expect(errorsIn(lines)).toContain('Broken pipe');
    expect(errorsIn(lines)).not.toContain('starting migration');
    expect(hasCopied(lines)).toBe(true);
    expect(hasCopied(copied.slice(0, 1))).toBe(false);
  });
});

it('reads the parts of a UPID', () => {
  const upid = 'UPID:pve1:000003E9:00001092:6B0B8C2C:qmigrate:100:ballast@pve!b:';
  expect(parseUpid(upid)).toEqual({ upid, node: 'pve1', type: 'qmigrate', startedAt: 0x6b0b8c2c });
  expect(parseUpid('OK')).toBeNull();
});
