import type { PolicyRef } from './policy-ref.ts';

type Search = Readonly<Record<string, string | number | null | undefined>>;

/** Parameters in the order in which they are given; those that are null, undefined or empty are left out. */
function withSearch(path: string, search: Search = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value));
  }
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}

type Parameter = string | null;

type HostSearch = {
  tab?: Parameter;
  range?: Parameter;
  /** A part of the past that its charts show: seconds since the epoch. */
  from?: Parameter;
  to?: Parameter;
  /** What the charts of the host and of the VM show. */
  group?: Parameter;
  vmGroup?: Parameter;
  sort?: Parameter;
  show?: Parameter;
  filter?: Parameter;
  /** The VM whose panel is open. */
  vm?: Parameter;
};

export type EvacuateSearch = {
  also?: readonly string[]; // other hosts
  leave?: readonly string[]; // VMs that stay
  shutDown?: readonly string[];
  save?: readonly string[];
  offline?: readonly string[];
  quick?: readonly string[];
  ask?: readonly string[]; // VMs about which nothing is decided, whatever the policy says
  lift?: readonly string[]; // rules that do not count
};

type HostsSearch = {
  filter?: Parameter;
  cluster?: Parameter;
  tag?: Parameter;
  show?: Parameter;
  sort?: Parameter;
};

type VmsSearch = HostsSearch & { host?: Parameter };

type JobsSearch = {
  show?: Parameter;
  kind?: Parameter;
  cluster?: Parameter;
  page?: number | null;
};

type HistorySearch = {
  range?: Parameter;
  from?: Parameter;
  to?: Parameter;
  cluster?: Parameter;
  host?: Parameter;
  vm?: Parameter;
  outcome?: Parameter;
  kind?: Parameter;
  cause?: Parameter;
  page?: number | null;
};

type EvaluationsSearch = {
  cluster?: Parameter;
  outcome?: Parameter;
  range?: Parameter;
  page?: number | null;
};

type AuditSearch = {
  action?: Parameter;
  person?: Parameter;
  before?: Parameter;
};

/**
 * The path of each page of the console, with the search parameters that it reads. What a page's parameters may be, and
 * which of them go without saying, its own query says; `tests/lint/paths.test.ts` finds links that are written out.
 */
export const paths = {
  home: () => '/',
  signIn: (search?: { next?: Parameter; changed?: 'password' }) => withSearch('/sign-in', search),
  overview: (search?: { sort?: Parameter }) => withSearch('/overview', search),
  hosts: (search?: HostsSearch) => withSearch('/hosts', search),
  vms: (search?: VmsSearch) => withSearch('/vms', search),
  cluster: (id: string, search?: { sort?: Parameter }) => withSearch(`/clusters/${id}`, search),
  rules: (clusterId: string) => `/clusters/${clusterId}/rules`,
  /** The page on which changes of a cluster are tried. */
  whatIf: (clusterId: string) => `/clusters/${clusterId}/what-if`,
  newRule: (clusterId: string) => `/clusters/${clusterId}/rules/new`,
  rule: (clusterId: string, ruleId: string) => `/clusters/${clusterId}/rules/${ruleId}`,
  /** How well a cluster was balanced, month by month. */
  quality: (clusterId: string) => `/clusters/${clusterId}/quality`,
  /** Which hosts of a cluster could be switched off, and when. */
  power: (clusterId: string, search?: { from?: Parameter; to?: Parameter; days?: Parameter }) =>
    withSearch(`/clusters/${clusterId}/power`, search),
  /** What would happen if hosts of a cluster failed. */
  reserve: (clusterId: string, search?: { memory?: Parameter; vcpus?: Parameter }) =>
    withSearch(`/clusters/${clusterId}/reserve`, search),
  /** What patching the hosts of a cluster would do, and its patch runs. */
  patchHosts: (clusterId: string) => `/clusters/${clusterId}/patch`,
  patchRun: (id: string) => `/patch-runs/${id}`,
  /** Whether migrations can work in a cluster, and a test of one. */
  readiness: (clusterId: string) => `/clusters/${clusterId}/readiness`,
  host: (id: string, search?: HostSearch) => withSearch(`/hosts/${id}`, search),
  /** The page that shows what emptying a host would do, alone or together with others of its cluster, before it is ordered. */
  evacuate: (hostId: string, search?: EvacuateSearch) =>
    withSearch(`/hosts/${hostId}/evacuate`, {
      also: search?.also?.join(','),
      leave: search?.leave?.join(','),
      shutDown: search?.shutDown?.join(','),
      save: search?.save?.join(','),
      offline: search?.offline?.join(','),
      quick: search?.quick?.join(','),
      ask: search?.ask?.join(','),
      lift: search?.lift?.join(','),
    }),
  /** The page that shows what is known of a host that does not answer, and its restart plan. */
  outage: (hostId: string) => `/hosts/${hostId}/outage`,
  /** A VM has no page of its own: it is opened on the page of its host. */
  vm: ({ id, hostId }: { id: string; hostId: string }) => withSearch(`/hosts/${hostId}`, { vm: id }),
  suggestions: () => '/suggestions',
  suggestion: (planId: string) => `/suggestions/${planId}`,
  /** Why Ballast moved something, or nothing. */
  evaluations: (search?: EvaluationsSearch) => withSearch('/evaluations', search),
  jobs: (search?: JobsSearch) => withSearch('/jobs', search),
  job: (runId: string, search?: { view?: Parameter; move?: Parameter }) =>
    withSearch(`/jobs/${runId}`, search),
  history: (search?: HistorySearch) => withSearch('/history', search),
  policies: () => '/policies',
  productPolicy: () => '/policies/product',
  groupPolicy: (id: string) => `/policies/groups/${id}`,
  /** `show`: `automation` for the fields that automatic balancing needs. */
  clusterPolicy: (id: string, search?: { show?: 'automation' }) =>
    withSearch(`/clusters/${id}/policy`, search),
  hostPolicy: (id: string) => `/hosts/${id}/policy`,
  vmPolicy: (id: string) => `/vms/${id}/policy`,
  settings: () => '/settings',
  clusterSettings: (search?: { cluster?: Parameter }) => withSearch('/settings/clusters', search),
  connectCluster: () => '/settings/clusters/new',
  /** Where all automation is stopped and resumed, and reported to a webhook. */
  automation: () => '/settings/automation',
  users: () => '/settings/users',
  audit: (search?: AuditSearch) => withSearch('/settings/audit', search),
  preferences: () => '/settings/preferences',
};

/** The path of each answer that is no page, for the browser's own requests and downloads. */
export const apiPaths = {
  /** A part of the list of hosts or VMs, from row `from` on. */
  hostRows: (search: HostsSearch & { from: number }) => withSearch('/api/hosts', search),
  vmRows: (search: VmsSearch & { from: number }) => withSearch('/api/vms', search),
  /** `open`: the clusters that are open in the tree, with commas between; `host`: the one whose page is on screen. */
  frame: (search?: { open?: Parameter; host?: Parameter }) => withSearch('/api/frame', search),
  health: () => '/api/health',
  policyEffect: () => '/api/policy-effect',
  /** The stream of changes: `query` says of what. */
  events: (query: string) => `/api/events?${query}`,
  historyExport: (search?: HistorySearch) => withSearch('/api/history/export', search),
  clusterHosts: (clusterId: string) => `/api/clusters/${clusterId}/hosts`,
  rulesExport: (clusterId: string) => `/api/clusters/${clusterId}/rules`,
  whatIfData: (clusterId: string) => `/api/clusters/${clusterId}/what-if`,
  /** Another system says here that the step of a host is done. */
  patchStepDone: (patchRunId: string) => `/api/patch-runs/${patchRunId}/done`,
  snapshot: (clusterId: string) => `/api/clusters/${clusterId}/snapshot`,
};

/** The path of the page of a policy. */
export function policyPath(ref: PolicyRef): string {
  switch (ref.scope) {
    case 'product':
      return paths.productPolicy();
    case 'group':
      return paths.groupPolicy(ref.groupId);
    case 'cluster':
      return paths.clusterPolicy(ref.clusterId);
    case 'host':
      return paths.hostPolicy(ref.hostId);
    case 'vm':
      return paths.vmPolicy(ref.vmId);
  }
}
