/** Which VMs a list shows. `overloaded`: on an overloaded host. `fixed`: nothing moves them as they are. */
export const vmShows = ['all', 'not-running', 'overloaded', 'fixed', 'by-hand'] as const;
export type VmShow = (typeof vmShows)[number];

export const vmSorts = ['name', 'host', 'cpu', 'cores', 'memory', 'writes', 'moved'] as const;
export type VmSort = (typeof vmSorts)[number];

export interface VmFilter {
  name: string; // a part of it, in any case; empty: every name
  clusterId: string | null;
  hostId: string | null;
  tag: string | null;
  show: VmShow;
  sort: VmSort; // names and hosts ascending, figures descending
}

/** Which hosts a list shows. `attention`: silent, overloaded or with an alarm. `away`: draining or in maintenance mode. */
export const hostShows = ['all', 'attention', 'overloaded', 'silent', 'away'] as const;
export type HostShow = (typeof hostShows)[number];

export const hostSorts = ['name', 'cpu', 'memory', 'vms'] as const;
export type HostSort = (typeof hostSorts)[number];

export interface HostFilter {
  name: string; // a part of it, in any case; empty: every name
  clusterId: string | null;
  tag: string | null;
  show: HostShow;
  sort: HostSort;
}

/** A part of a list: how many rows it has, and the ids of those from one on. */
export interface ListPart {
  total: number;
  ids: string[];
}

/** So many rows of a list are read at once: more than a screen shows. */
export const LIST_PART_ROWS = 60;
