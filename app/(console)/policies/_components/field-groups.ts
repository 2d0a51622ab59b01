import type { PolicyField } from '@/lib/model/policy-fields';

/** The fields of the policy as people think of them. A test finds a field that is in none. */
export const fieldGroups = {
  automation: ['mode', 'aggressiveness', 'holdSeconds', 'movesPerHour', 'forecast'],
  calendar: ['windows', 'blackouts', 'timeZone'],
  stops: ['failuresBeforeStop', 'errorFactorBeforeStop', 'foreignReturnsBeforeStop'],
  thresholds: ['cpuThresholdPercent', 'memoryThresholdPercent'],
  balancing: ['objective', 'balanceBy', 'minGain', 'coolDownSeconds', 'maxMoves'],
  demand: ['demandSeconds', 'usualDemandSeconds', 'usualDemandPercentile'],
  reserve: [
    'reserveCpuPercent',
    'reserveMemoryPercent',
    'reserveCores',
    'reserveMemoryMiB',
    'vmOverheadMiB',
    'memoryOvercommit',
  ],
  clusterReserve: ['failuresToSurvive', 'keepReserve'],
  death: ['restartMode', 'restartPriority'],
  evacuation: ['stoppedCannotLeave', 'runningCannotLeave', 'cannotLeaveBy', 'shutDownSeconds'],
  power: ['idleWatts', 'busyWatts'],
  limits: ['movesPerHost', 'movesPerCluster', 'movesPerNetwork'],
  migrations: ['targetPauseMs', 'bandwidthCapMiBps', 'onStall', 'localDisks', 'stallSeconds', 'maxTries'],
} as const satisfies Record<string, readonly PolicyField[]>;

export type FieldGroup = keyof typeof fieldGroups;
export const groupNames = Object.keys(fieldGroups) as FieldGroup[];

/** What a new user decides to let Ballast balance by itself. */
export const essentialGroups: readonly FieldGroup[] = ['automation', 'calendar'];
