import { z } from 'zod';
import { Tie } from '../../model/vm.ts';
import { vmUuid } from './world/noise.ts';

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a name of letters, digits, dots and dashes');
const names = z.array(z.string().min(1)).default([]);
const share = z.number().min(0).max(1);

const SimulatedHost = z.object({
  name,
  cpuCores: z.number().int().positive(),
  coreMhz: z.number().positive(),
  memoryMiB: z.number().int().positive(),
  cpuModel: z.string().min(1),
  cpuFeatures: names,
  networks: names,
  storages: names,
  migrationMbps: z.number().positive().default(10_000),
  rack: z.string().min(1).nullable().default(null),
  tags: names,
});

/** The load of a VM, in shares of its vCPUs: always, at the peak of its day, and in bursts. */
const LoadProfile = z.object({
  base: share,
  daily: share.default(0),
  peakHour: z.number().min(0).max(24).default(14),
  noise: share.default(0.05),
  burst: z
    .object({ perDay: z.number().positive().max(48), minutes: z.number().positive(), level: share })
    .nullable()
    .default(null),
});
export type LoadProfile = z.infer<typeof LoadProfile>;

const SimulatedVm = z.object({
  name,
  uuid: z.guid().optional(), // left out: derived from seed and name
  host: name, // where it begins
  isAway: z.boolean().default(false), // not in this cluster until a command places it there
  state: z.enum(['running', 'paused', 'stopped']).default('running'),
  vcpus: z.number().int().positive(),
  memoryMiB: z.number().int().positive(),
  touchedShare: share.default(0.85), // of its memory: what is in use, and must be copied
  load: LoadProfile,
  dirtyMiBps: z.number().nonnegative().default(5),
  workingSetMiB: z.number().positive().default(256),
  networks: names,
  storages: names,
  localDevices: names,
  cpuFeatures: names,
  tags: names,
  ties: z.array(Tie).default([]),
  managedBy: z.string().min(1).nullable().default(null), // another manager
  isPersistent: z.boolean().default(true),
  isAutostart: z.boolean().default(false),
  ignoresShutDown: z.boolean().default(false), // its guest does not react to ACPI
  hostCpus: z.array(z.number().int().nonnegative()).default([]), // pinned to these
});
export type SimulatedVm = z.infer<typeof SimulatedVm> & { uuid: string };
export type SimulatedHost = z.infer<typeof SimulatedHost>;
export type SimulatedVmInput = z.input<typeof SimulatedVm>;

/** A time of high demand: it selects VMs that run on a host when it begins, and stays with them when they move. */
const Surge = z.object({
  host: name,
  startsAt: z.iso.datetime({ offset: true }),
  minutes: z.number().positive(),
  level: z.number().positive().max(2), // demand of all VMs there, as a share of the host's cores
});

/**
 * A simulated cluster, as stored with the cluster (`driverConfig`). The world depends only on this, the command log
 * and a time. The world's day is tied to `anchor`, not to the calendar: at the anchor it is `anchorHour`.
 */
export const SimulatorConfig = z
  .object({
    cluster: name,
    seed: z.number().int(),
    speed: z.number().positive().default(1), // of migrations: simulated seconds a second of the clock
    anchor: z.iso.datetime({ offset: true }), // on a Wednesday of the simulated week
    anchorHour: z.number().min(0).max(24).default(14.5),
    setupMs: z.number().nonnegative().default(900), // of each migration, before the first byte
    linkEfficiency: share.default(0.94), // of the nominal bandwidth
    maxRounds: z.number().int().positive().default(300), // then a migration that does not converge fails
    hypervisorMemoryMiB: z.number().nonnegative().default(2048),
    hosts: z.array(SimulatedHost).min(1),
    vms: z.array(SimulatedVm),
    surges: z.array(Surge).default([]),
    randomSurges: z
      .object({ perDay: z.number().positive().max(24), from: z.iso.datetime({ offset: true }) })
      .nullable()
      .default(null),
  })
  .superRefine((config, ctx) => {
    const hostNames = new Set(config.hosts.map((host) => host.name));
    const twice = (list: { name: string }[]) => new Set(list.map((item) => item.name)).size !== list.length;
    if (twice(config.hosts))
      ctx.addIssue({ code: 'custom', path: ['hosts'], message: 'two hosts of one name' });
    if (twice(config.vms)) ctx.addIssue({ code: 'custom', path: ['vms'], message: 'two VMs of one name' });
    const places = [...config.vms.map((vm) => vm.host), ...config.surges.map((surge) => surge.host)];
    for (const place of places) {
      if (!hostNames.has(place)) {
        ctx.addIssue({ code: 'custom', path: ['hosts'], message: `there is no host ${place}` });
      }
    }
  })
  .transform((config) => ({
    ...config,
    vms: config.vms.map((vm): SimulatedVm => ({ ...vm, uuid: vm.uuid ?? vmUuid(config.seed, vm.name) })),
  }));
export type SimulatorConfig = z.infer<typeof SimulatorConfig>;
export type SimulatorConfigInput = z.input<typeof SimulatorConfig>;
