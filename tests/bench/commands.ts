/** One sub-command of the benchmarks. Its module is loaded only when it is called. */
export interface BenchCommand {
  readonly about: string;
  /** The module's `run` gets the arguments after the name and resolves with the exit status. */
  readonly load: () => Promise<{ run: (args: string[]) => Promise<number> }>;
}

/** Every sub-command of `npm run bench --`: one line and one file each. */
export const commands: Readonly<Record<string, BenchCommand>> = {
  planner: {
    about: 'the planner against hbal, HiGHS and the figures to reach',
    load: () => import('./planner.ts'),
  },
  scale: {
    about: 'time and memory of a plan from 20 hosts to 1,000',
    load: () => import('./scale.ts'),
  },
  budgets: {
    about: 'the longest that a plan, a check or a preview of 64 hosts and 4,000 VMs takes',
    load: () => import('./budgets.ts'),
  },
  reserve: {
    about: 'whether a cluster survives the failure of a host, and how many more VMs fit, against HiGHS',
    load: () => import('./reserve.ts'),
  },
  replay: {
    about: 'whole days of demand under Ballast and its peers',
    load: () => import('./replay.ts'),
  },
  week: {
    about: 'a week of a simulated data centre in automatic mode, with faults and without a person',
    load: () => import('./week.ts'),
  },
  'patch-day': {
    about: 'every host of a simulated data centre is patched, against the forecast of its time',
    load: () => import('./patch-day.ts'),
  },
  prediction: {
    about: 'forecasts against real migrations in the lab',
    load: () => import('./prediction.ts'),
  },
  executor: {
    about: 'from an approval to the start, and an evacuation against its bound',
    load: () => import('./executor.ts'),
  },
  attack: {
    about: 'pages and an evacuation under attack',
    load: () => import('./attack.ts'),
  },
  takeover: {
    about: 'how long a cluster waits after its worker or its connections were killed',
    load: () => import('./takeover.ts'),
  },
  metrics: {
    about: 'what measurements cost: bytes on disk, samples a second, the time to read a chart',
    load: () => import('./metrics.ts'),
  },
  pages: {
    about:
      'what pages cost with up to 1,000 hosts, and whether they are answered while an evacuation is planned',
    load: () => import('./pages.ts'),
  },
  connections: {
    about: 'moves and looks over SSH and TLS, in the lab',
    load: () => import('./connections.ts'),
  },
  vsphere: {
    about: 'readings of 128 hosts and 5,000 VMs of the simulated vCenter',
    load: () => import('./vsphere.ts'),
  },
  'same-plans': {
    about: 'whether another checkout plans the same, byte for byte',
    load: () => import('./same-plans.ts'),
  },
  instance: {
    about: 'print a generated snapshot: FAMILY HOSTSxVMS SEED',
    load: () => import('./instance.ts'),
  },
};
