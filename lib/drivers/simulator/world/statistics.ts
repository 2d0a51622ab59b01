import type { MigrationStatistics } from '../../../model/ports.ts';
import { vmAt } from './load.ts';
import type { ActiveMigration, WorldShape } from './state.ts';

const BYTES_PER_MIB = 2 ** 20;

/** The simulated hypervisor's statistics of a migration that completes at this time, in its own time. */
export function statisticsOf(shape: WorldShape, migration: ActiveMigration, at: number): MigrationStatistics {
  const { order, startedAt, setupEndedAt, pausedAt, resumedAt, round, throttlePercent } = migration;
  const simulated = (from: number, to: number) => Math.round((to - from) * shape.config.speed);
  const elapsedMs = simulated(startedAt, at);
  if (order.kind === 'offline' || setupEndedAt === null) return withoutMemory(elapsedMs);
  const sentMiB = migration.sentMiB + migration.roundMiB;
  const downtimeMs = pausedAt === null ? null : simulated(pausedAt, resumedAt ?? at);
  const rounds = order.kind === 'live' ? round + 1 : round; // as QEMU counts: including the one during the pause
  const setupMs = simulated(startedAt, setupEndedAt);
  const bandwidthMiBps = (sentMiB * 1000) / Math.max(1, simulated(setupEndedAt, at));
  const { memoryMiB } = vmAt(shape, migration.vm);
  const bytesProcessed = Math.round(sentMiB * BYTES_PER_MIB);
  return {
    elapsedMs,
    downtimeMs,
    bytesProcessed,
    rounds,
    setupMs,
    memoryMiB,
    touchedMiB: migration.totalMiB,
    bandwidthMiBps,
    dirtyMiBps: migration.dirtyMiBps,
    reported: {
      time_elapsed: elapsedMs,
      setup_time: setupMs,
      memory_total: memoryMiB * BYTES_PER_MIB,
      memory_processed: bytesProcessed,
      memory_bps: Math.round(bandwidthMiBps * BYTES_PER_MIB),
      memory_iteration: rounds,
      ...(downtimeMs === null ? {} : { downtime: downtimeMs }),
      ...(throttlePercent === 0 ? {} : { auto_converge_throttle: throttlePercent }),
    },
  };
}

function withoutMemory(elapsedMs: number): MigrationStatistics {
  return {
    elapsedMs,
    downtimeMs: null,
    bytesProcessed: null,
    rounds: null,
    setupMs: null,
    memoryMiB: null,
    touchedMiB: null,
    bandwidthMiBps: null,
    dirtyMiBps: null,
    reported: { time_elapsed: elapsedMs },
  };
}
