import type { LoadProfile } from '../drivers/simulator/config.ts';

/** The VMs of the demo data centre: sizes and load patterns by role. */
export interface DemoRole {
  vcpus: number;
  memoryGiB: number;
  load: Pick<LoadProfile, 'base'> & Partial<LoadProfile>;
  dirtyMiBps: number;
  workingSetMiB: number;
  network?: 'lan' | 'dmz';
  storage?: 'san-1' | 'san-2';
  features?: string[];
  tags?: string[];
}

const officeHours = (base: number, daily: number, peakHour = 14) => ({ base, daily, peakHour, noise: 0.03 });
const steady = (base: number) => ({ base, daily: 0.05, noise: 0.02 });
const bursty = (base: number, perDay: number, minutes: number, level: number) => ({
  base,
  daily: 0.1,
  noise: 0.03,
  burst: { perDay, minutes, level },
});

export const demoRoles = {
  'erp-db': {
    tags: ['database'],
    vcpus: 16,
    memoryGiB: 64,
    load: officeHours(0.17, 0.18, 15),
    dirtyMiBps: 140,
    workingSetMiB: 4096,
    storage: 'san-2',
  },
  db: {
    tags: ['database'],
    vcpus: 12,
    memoryGiB: 48,
    load: officeHours(0.15, 0.16),
    dirtyMiBps: 90,
    workingSetMiB: 3072,
  },
  web: {
    tags: ['web'],
    vcpus: 4,
    memoryGiB: 8,
    load: officeHours(0.1, 0.22, 15),
    dirtyMiBps: 10,
    workingSetMiB: 384,
    network: 'dmz',
  },
  app: { vcpus: 6, memoryGiB: 12, load: officeHours(0.13, 0.2), dirtyMiBps: 25, workingSetMiB: 768 },
  'k8s-node': { vcpus: 8, memoryGiB: 24, load: officeHours(0.21, 0.14), dirtyMiBps: 70, workingSetMiB: 2048 },
  redis: { vcpus: 4, memoryGiB: 24, load: steady(0.18), dirtyMiBps: 160, workingSetMiB: 4096 },
  mq: { vcpus: 4, memoryGiB: 8, load: officeHours(0.13, 0.1), dirtyMiBps: 45, workingSetMiB: 512 },
  stream: { vcpus: 8, memoryGiB: 24, load: steady(0.32), dirtyMiBps: 460, workingSetMiB: 2560 },
  'etl-runner': {
    vcpus: 6,
    memoryGiB: 24,
    load: bursty(0.22, 3, 60, 0.35),
    dirtyMiBps: 120,
    workingSetMiB: 3072,
  },
  'ci-runner': {
    vcpus: 4,
    memoryGiB: 16,
    load: bursty(0.25, 5, 30, 0.4),
    dirtyMiBps: 80,
    workingSetMiB: 2048,
  },
  build: { vcpus: 4, memoryGiB: 16, load: bursty(0.22, 4, 35, 0.4), dirtyMiBps: 70, workingSetMiB: 2048 },
  log: {
    vcpus: 4,
    memoryGiB: 24,
    load: officeHours(0.21, 0.08),
    dirtyMiBps: 110,
    workingSetMiB: 2560,
    storage: 'san-2',
  },
  report: { vcpus: 6, memoryGiB: 24, load: bursty(0.22, 3, 50, 0.35), dirtyMiBps: 60, workingSetMiB: 2048 },
  'ml-train': {
    vcpus: 12,
    memoryGiB: 48,
    load: bursty(0.3, 2, 150, 0.2),
    dirtyMiBps: 150,
    workingSetMiB: 6144,
    storage: 'san-2',
    features: ['avx512f'],
  },
  'render-gpu': {
    vcpus: 8,
    memoryGiB: 32,
    load: bursty(0.25, 3, 60, 0.25),
    dirtyMiBps: 80,
    workingSetMiB: 2048,
  },
  ldap: { vcpus: 2, memoryGiB: 4, load: officeHours(0.07, 0.1, 9), dirtyMiBps: 3, workingSetMiB: 128 },
  dns: { vcpus: 2, memoryGiB: 4, load: steady(0.1), dirtyMiBps: 2, workingSetMiB: 64 },
  'mail-relay': {
    vcpus: 2,
    memoryGiB: 4,
    load: officeHours(0.09, 0.16, 10),
    dirtyMiBps: 8,
    workingSetMiB: 192,
    network: 'dmz',
  },
  mail: { vcpus: 6, memoryGiB: 24, load: officeHours(0.13, 0.16, 10), dirtyMiBps: 40, workingSetMiB: 1536 },
  file: { vcpus: 4, memoryGiB: 16, load: officeHours(0.09, 0.12), dirtyMiBps: 20, workingSetMiB: 512 },
  monitor: { vcpus: 6, memoryGiB: 24, load: steady(0.28), dirtyMiBps: 95, workingSetMiB: 2048 },
  vdi: {
    tags: ['desktop'],
    vcpus: 4,
    memoryGiB: 8,
    load: officeHours(0.04, 0.28, 13.5),
    dirtyMiBps: 30,
    workingSetMiB: 768,
  },
  gitlab: { vcpus: 8, memoryGiB: 32, load: officeHours(0.13, 0.2), dirtyMiBps: 60, workingSetMiB: 2048 },
  wiki: { vcpus: 4, memoryGiB: 8, load: officeHours(0.05, 0.12), dirtyMiBps: 8, workingSetMiB: 256 },
  backup: { vcpus: 4, memoryGiB: 8, load: bursty(0.08, 1, 200, 0.5), dirtyMiBps: 60, workingSetMiB: 1024 },
  'legacy-scada': { vcpus: 4, memoryGiB: 8, load: steady(0.24), dirtyMiBps: 5, workingSetMiB: 128 },
  jump: {
    vcpus: 2,
    memoryGiB: 4,
    load: officeHours(0.03, 0.06),
    dirtyMiBps: 2,
    workingSetMiB: 96,
    network: 'dmz',
  },
  dev: {
    tags: ['test'],
    vcpus: 4,
    memoryGiB: 8,
    load: officeHours(0.05, 0.18),
    dirtyMiBps: 20,
    workingSetMiB: 512,
  },
  test: {
    tags: ['test'],
    vcpus: 4,
    memoryGiB: 8,
    load: officeHours(0.04, 0.12),
    dirtyMiBps: 15,
    workingSetMiB: 512,
  },
  'cache-hot': { vcpus: 8, memoryGiB: 32, load: steady(0.4), dirtyMiBps: 2400, workingSetMiB: 6144 },
} as const satisfies Record<string, DemoRole>;
export type DemoRoleName = keyof typeof demoRoles;
