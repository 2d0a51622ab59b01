import type { Prisma } from './generated/client.ts';

type Models = Prisma.TypeMap['model'];
type NameOf<Payload> = Payload extends readonly (infer Each)[]
  ? NameOf<Each>
  : Payload extends { name: infer Name extends string }
    ? Uncapitalize<Name>
    : never;

/** The target table of each relation of a table. Prisma does not expose this; a missing relation does not compile. */
type Relations = {
  [Model in keyof Models as Uncapitalize<Model>]: {
    [Relation in keyof Models[Model]['payload']['objects']]: NameOf<
      Models[Model]['payload']['objects'][Relation]
    >;
  };
};

export type Table = keyof Relations;

export const relations: Relations = {
  installation: { clusters: 'cluster', policy: 'policy' },
  clusterGroup: { clusters: 'cluster', policy: 'policy' },
  endpoint: { clusters: 'cluster' },
  cluster: {
    installation: 'installation',
    group: 'clusterGroup',
    endpoint: 'endpoint',
    hosts: 'host',
    vms: 'vm',
    rules: 'rule',
    plans: 'plan',
    runs: 'run',
    refusals: 'refusal',
    simulatorCommands: 'simulatorCommand',
    policy: 'policy',
    readingCount: 'readingCount',
    evaluations: 'evaluation',
    stops: 'automationStop',
    foreignMoves: 'foreignMove',
    figuresSource: 'figuresSource',
    patchRuns: 'patchRun',
    outages: 'outage',
    readiness: 'readiness',
    testMigrations: 'testMigration',
    powerSteps: 'powerStep',
    tokens: 'accessToken',
  },
  readingCount: { cluster: 'cluster' },
  figuresSource: { cluster: 'cluster' },
  readiness: { cluster: 'cluster' },
  testMigration: { cluster: 'cluster' },
  host: {
    cluster: 'cluster',
    vms: 'vm',
    ruleHosts: 'ruleHost',
    refusalsFrom: 'refusal',
    refusalsTo: 'refusal',
    policy: 'policy',
    forecast: 'hostForecast',
    outages: 'outage',
  },
  vm: {
    cluster: 'cluster',
    host: 'host',
    ruleVms: 'ruleVm',
    moves: 'move',
    refusals: 'refusal',
    policy: 'policy',
    writeMeasurements: 'writeMeasurement',
    forecast: 'vmForecast',
    exemption: 'vmExemption',
    foreignMoves: 'foreignMove',
    automationChanges: 'automationChangeVm',
    fullDefinition: 'vmDefinition',
    copyRemoval: 'copyRemoval',
    powerSteps: 'powerStep',
  },
  copyRemoval: { vm: 'vm' },
  outage: { cluster: 'cluster', host: 'host' },
  vmDefinition: { vm: 'vm' },
  hostForecast: { host: 'host' },
  vmForecast: { vm: 'vm' },
  automationChange: { vms: 'automationChangeVm' },
  automationChangeVm: { change: 'automationChange', vm: 'vm' },
  writeMeasurement: { vm: 'vm' },
  policy: {
    installation: 'installation',
    group: 'clusterGroup',
    cluster: 'cluster',
    host: 'host',
    vm: 'vm',
  },
  rule: { cluster: 'cluster', vms: 'ruleVm', hosts: 'ruleHost' },
  ruleVm: { rule: 'rule', vm: 'vm' },
  ruleHost: { rule: 'rule', host: 'host' },
  plan: {
    cluster: 'cluster',
    parent: 'plan',
    parts: 'plan',
    supersededBy: 'plan',
    supersedes: 'plan',
    moves: 'move',
    run: 'run',
  },
  refusal: { cluster: 'cluster', vm: 'vm', fromHost: 'host', toHost: 'host' },
  run: { plan: 'plan', cluster: 'cluster', moves: 'move', hosts: 'runHost', steps: 'powerStep' },
  powerStep: { cluster: 'cluster', run: 'run', vm: 'vm' },
  runHost: { run: 'run' },
  move: { plan: 'plan', run: 'run', vm: 'vm', track: 'moveProgress' },
  moveProgress: { move: 'move' },
  patchRun: { cluster: 'cluster', hosts: 'patchHost' },
  patchHost: { patchRun: 'patchRun' },
  simulatorCommand: { cluster: 'cluster' },
  evaluation: { cluster: 'cluster' },
  automationStop: { cluster: 'cluster' },
  foreignMove: { cluster: 'cluster', vm: 'vm' },
  vmExemption: { vm: 'vm' },
  webhookDelivery: { event: 'event' },
  auditEntry: {},
  event: { delivery: 'webhookDelivery' },
  auditSeal: {},
  accessToken: { cluster: 'cluster' },
  attemptLimit: {},
  knownAddress: { user: 'user' },
  refusedSignIn: {},
  workerHeartbeat: {},
  user: { sessions: 'session', accounts: 'account', addresses: 'knownAddress' },
  session: { user: 'user' },
  account: { user: 'user' },
  verification: {},
};
