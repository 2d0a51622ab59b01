/** The rings of docs/architecture.md: imports go down, or along an arrow drawn there; never in a circle. */

// Each room, and the rooms that it may import from besides itself.
const mayImport = {
  'lib/model': [],
  'lib/check': ['lib/model'], // re-checks the engine's plans, so it shares no code with it
  'lib/format': ['lib/model'],
  'lib/precopy': ['lib/model'],
  'lib/series': ['lib/model'],
  'lib/engine': ['lib/model', 'lib/precopy'],
  'lib/platform': ['lib/model'],
  'lib/db': ['lib/model', 'lib/platform'],
  'lib/drivers': ['lib/model', 'lib/precopy', 'lib/platform'],
  'lib/services': [
    'lib/model',
    'lib/format',
    'lib/precopy',
    'lib/series',
    'lib/engine',
    'lib/db',
    'lib/drivers',
    'lib/platform',
  ],
  'lib/views': [
    'lib/model',
    'lib/format',
    'lib/precopy',
    'lib/series',
    'lib/engine',
    'lib/db',
    'lib/drivers',
    'lib/platform',
    'lib/services',
  ],
  'lib/demo': ['lib/model', 'lib/db', 'lib/drivers', 'lib/services'],
  'lib/threads': ['lib/services', 'lib/engine', 'lib/model'],
  'lib/web': ['lib/threads', 'lib/services', 'lib/db', 'lib/platform', 'lib/model'],
  'lib/worker': [
    'lib/threads',
    'lib/demo',
    'lib/services',
    'lib/drivers',
    'lib/db',
    'lib/platform',
    'lib/model',
  ],
  components: ['lib/model', 'lib/format', 'lib/engine', 'lib/precopy', 'lib/series', 'messages'],
};

// The nouns of lib/services, the lowest first: each may import from those that it names, which stand above it here.
const nounMayImport = {
  audit: [],
  clusters: [],
  refusals: [],
  users: [],
  vms: [],
  retention: ['users'],
  series: [],
  policies: ['clusters'],
  rules: ['vms'],
  forecasts: ['series'],
  planning: ['forecasts', 'refusals'],
  plans: ['forecasts', 'planning'],
  exemptions: [],
  stops: [],
  tokens: [],
  webhooks: [],
  outages: [],
  power: ['planning'],
  maintenance: ['power'],
  observe: ['maintenance', 'outages', 'planning', 'refusals', 'stops'],
  runs: ['forecasts', 'maintenance', 'outages', 'planning', 'power', 'refusals', 'stops'],
  orders: ['forecasts', 'maintenance', 'outages', 'planning', 'plans', 'power', 'refusals'],
  automation: ['orders', 'planning', 'plans'],
  patches: ['maintenance', 'orders', 'planning', 'runs'],
  readiness: ['orders', 'planning', 'runs'],
};

// The rooms of components, the lowest first: each may import from those that it names, which stand above it here.
const componentsMayImport = {
  ui: [], // knows no host, VM or plan
  charts: ['ui'],
  'data-table': ['ui'],
  live: ['ui'],
  state: ['ui'],
  domain: ['ui', 'state'],
  frame: ['ui', 'live', 'domain'],
  testing: ['ui'], // what tests of components stand on
};

const PURE = '^lib/(model|format|precopy|series|engine|check)/';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-rings-use-no-platform',
      comment: 'Rings 0 and 1 run in the browser as well: no Node, React, Prisma or PostgreSQL.',
      severity: 'error',
      from: { path: PURE, pathNot: '\\.test\\.ts$' },
      to: {
        path: ['^node:', 'node_modules/(react|next|@prisma|pg|pino|graphile-worker|better-auth)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pure-rings-use-no-node-core',
      severity: 'error',
      from: { path: PURE, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-lib-db-knows-prisma',
      severity: 'error',
      from: { pathNot: ['^lib/db/', '^bin/', '^prisma', '^tests/'] },
      to: { path: ['node_modules/(@prisma|prisma)/', '^lib/db/generated/'] },
    },
    {
      name: 'lib-imports-no-app',
      severity: 'error',
      from: { path: '^(lib|components)/' },
      to: { path: '^(app|bin|tests)/' },
    },
    ...Object.entries(nounMayImport).map(([noun, others]) => ({
      name: `noun-${noun}`,
      comment: 'A noun of lib/services may import only those that .dependency-cruiser.cjs lists for it.',
      severity: 'error',
      from: { path: `^lib/services/${noun}/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^lib/services/[^/]+/',
        pathNot: [noun, ...others].map((name) => `^lib/services/${name}/`),
      },
    })),
    {
      name: 'every-noun-is-listed',
      severity: 'error',
      from: {
        path: '^lib/services/[^/]+/',
        pathNot: Object.keys(nounMayImport).map((noun) => `^lib/services/${noun}/`),
      },
      to: {},
    },
    ...Object.entries(componentsMayImport).map(([room, others]) => ({
      name: `components-${room}`,
      comment: 'A room of components may import only those that .dependency-cruiser.cjs lists for it.',
      severity: 'error',
      from: { path: `^components/${room}/`, pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^components/',
        pathNot: [room, ...others].map((name) => `^components/${name}/`),
      },
    })),
    {
      name: 'every-room-of-components-is-listed',
      severity: 'error',
      from: {
        path: '^components/',
        pathNot: Object.keys(componentsMayImport).map((room) => `^components/${room}/`),
      },
      to: {},
    },
    {
      name: 'ui-knows-no-domain',
      comment: 'What shows hosts, VMs or plans stands in components/domain.',
      severity: 'error',
      from: { path: '^components/(ui|data-table)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^lib/', pathNot: '^lib/format/' },
    },
    {
      name: 'drivers-are-known-by-what-they-say',
      comment:
        'Outside lib/drivers a kind is known by its descriptor alone; the demo is a data centre of the simulator, and Prometheus is no kind of hypervisor.',
      severity: 'error',
      from: { path: '^(lib/(services|views|web|worker)|bin)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/drivers/[^/]+/', pathNot: '^lib/drivers/prometheus/' },
    },
    {
      name: 'views-ask-no-hypervisor',
      comment: 'A view reads what a driver says of its kind, and makes none.',
      severity: 'error',
      from: { path: '^lib/views/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/drivers/', pathNot: '^lib/drivers/registry\\.ts$' },
    },
    {
      name: 'app-reads-and-orders-through-services',
      comment:
        'Pages read lib/views, actions call lib/services; neither knows the database or a hypervisor. Tests of forms take the real traits of a driver.',
      severity: 'error',
      from: { path: '^app/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^lib/(db|drivers|demo|worker|check)/' },
    },
    {
      name: 'commands-import-no-pages',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^(app|components)/' },
    },
    ...Object.entries(mayImport).map(([room, others]) => ({
      name: `ring-of-${room.replace('/', '-')}`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^(lib|app|bin|components|messages)/',
        pathNot: [room, ...others].map((name) => `^${name}/`),
      },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/db/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
