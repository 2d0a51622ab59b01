/** Parsers for the output of virsh. They return null for missing values and never guess. */

/**
 * The parts of an output separated by `echo --str MARKER`, in order. Each may be empty. Blanks are kept, because the
 * name of a VM may end with one.
 */
export function splitSections(text: string, marker: string): string[] {
  return text.split(marker).map((part) => part.replace(/^\n+|\n+$/g, ''));
}

/** `Key:   value` and `key : value` lines. */
function readPairs(text: string): Map<string, string> {
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
  });
  return new Map(pairs);
}

function firstNumber(text: string | undefined): number | null {
  const match = /^-?\d+(\.\d+)?/.exec(text ?? '');
  return match === null ? null : Number(match[0]);
}

export interface NodeInfo {
  cpus: number;
  mhz: number | null;
  memoryKiB: number;
}

/** `nodeinfo` */
export function parseNodeInfo(text: string): NodeInfo | null {
  const pairs = readPairs(text);
  const cpus = firstNumber(pairs.get('CPU(s)'));
  const memoryKiB = firstNumber(pairs.get('Memory size'));
  if (cpus === null || memoryKiB === null) return null;
  return { cpus, memoryKiB, mhz: firstNumber(pairs.get('CPU frequency')) };
}

/** Counters in ns, summed over all CPUs. */
export interface CpuCounters {
  busyNs: number;
  totalNs: number;
}

/** `nodecpustats` without options. Waiting for a disk does not count as busy. */
export function parseNodeCpuStats(text: string): CpuCounters | null {
  const pairs = readPairs(text);
  const read = (key: string) => firstNumber(pairs.get(key));
  const idleNs = read('idle');
  const userNs = read('user');
  if (idleNs === null || userNs === null) return null;
  const busyNs = userNs + (read('system') ?? 0) + (read('intr') ?? 0);
  return { busyNs, totalNs: busyNs + idleNs + (read('iowait') ?? 0) };
}

/** `nodememstats`: used memory without buffers and caches, in KiB. */
export function parseNodeMemoryUsed(text: string): number | null {
  const pairs = readPairs(text);
  const [total, free] = [firstNumber(pairs.get('total')), firstNumber(pairs.get('free'))];
  if (total === null || free === null) return null;
  const caches = (firstNumber(pairs.get('buffers')) ?? 0) + (firstNumber(pairs.get('cached')) ?? 0);
  return Math.max(0, total - free - caches);
}

/** `nodememstats`: memory that is available without swapping, in KiB. */
export function parseNodeMemoryAvailable(text: string): number | null {
  const pairs = readPairs(text);
  const total = firstNumber(pairs.get('total'));
  const used = parseNodeMemoryUsed(text);
  return total === null || used === null ? null : total - used;
}

/** `version --daemon`, for display: the versions of the hypervisor and of libvirt. */
export function parseVersion(text: string): string | null {
  const pairs = readPairs(text);
  const hypervisor = pairs.get('Running hypervisor');
  const daemon = pairs.get('Running against daemon');
  if (hypervisor === undefined) return null;
  return daemon === undefined ? hypervisor : `${hypervisor}, libvirt ${daemon}`;
}

export interface ListedDomain {
  uuid: string;
  name: string;
}

/** `list --all --uuid --name`. A name may contain anything: blanks at both ends, quotes, even a line break. */
export function parseDomainList(text: string): ListedDomain[] {
  const listed: ListedDomain[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (.*)$/is.exec(line);
    const last = listed.at(-1);
    if (match?.[1] !== undefined) listed.push({ uuid: match[1].toLowerCase(), name: match[2] ?? '' });
    else if (last !== undefined && line !== '') last.name += `\n${line}`;
  }
  return listed;
}

/** `dominfo`: what libvirt knows about a VM besides its definition. */
export interface DomInfo {
  isPersistent: boolean; // true if not reported, as for most VMs
  isAutostart: boolean;
  hasManagedSave: boolean;
}

export function parseDomInfo(text: string): DomInfo {
  const pairs = readPairs(text);
  return {
    isPersistent: pairs.get('Persistent') !== 'no',
    isAutostart: pairs.get('Autostart') === 'enable',
    hasManagedSave: pairs.get('Managed save') === 'yes',
  };
}

/** `freepages --all`: free memory in KiB by page size in KiB, summed over all NUMA nodes. */
export function parseFreePages(text: string): Map<number, number> {
  const found = new Map<number, number>();
  for (const [, size, count] of text.matchAll(/^\s*(\d+)KiB:\s*(\d+)\s*$/gm))
    found.set(Number(size), (found.get(Number(size)) ?? 0) + Number(size) * Number(count));
  return found;
}

export interface DomainStats {
  name: string;
  /** Numbers by key (`balloon.maximum`, `cpu.time`). Values that are text are omitted. */
  values: Map<string, number>;
}

/** `domstats --raw` for one or more VMs. */
export function parseDomStats(text: string): DomainStats[] {
  const found: DomainStats[] = [];
  let begun: string | null = null; // a name that continues after a line break
  for (const line of text.split('\n')) {
    const head: string | null = begun === null ? openedName(line) : `${begun}\n${line}`;
    begun = head === null || head.endsWith("'") ? null : head;
    if (head?.endsWith("'")) found.push({ name: head.slice(0, -1), values: new Map() });
    if (head !== null) continue;
    const pair = /^\s+([\w.-]+)=(-?\d+(?:\.\d+)?)$/.exec(line);
    if (pair?.[1] !== undefined) found.at(-1)?.values.set(pair[1], Number(pair[2]));
  }
  return found;
}

const HEAD = "Domain: '";
const openedName = (line: string): string | null => (line.startsWith(HEAD) ? line.slice(HEAD.length) : null);

/** `domjobinfo --rawstats`. Types: 0 none, 1 and 2 running, 3 completed, 4 failed, 5 cancelled. */
export interface JobInfo {
  isRunning: boolean;
  isCompleted: boolean;
  /** The direction of the copy. Null: another kind of job, or a daemon that does not report it. */
  direction: 'in' | 'out' | null;
  values: Map<string, number>;
}

const OPERATIONS: Record<number, 'in' | 'out'> = { 4: 'in', 5: 'out' };

export function parseJobInfo(text: string): JobInfo | null {
  const pairs = readPairs(text);
  const type = firstNumber(pairs.get('Job type'));
  if (type === null) return null;
  const values = new Map(
    [...pairs].flatMap(([key, value]): [string, number][] => {
      const number = firstNumber(value);
      return number === null ? [] : [[key, number]];
    }),
  );
  return {
    isRunning: type === 1 || type === 2,
    isCompleted: type === 3,
    direction: OPERATIONS[values.get('operation') ?? -1] ?? null,
    values,
  };
}

/** `domstate --reason`: the state, and the reason in parentheses. */
export function parseDomState(text: string): { state: string; reason: string } | null {
  const match = /^([a-z][a-z ]*?)(?: \((.*)\))?$/m.exec(text.trim());
  return match?.[1] === undefined ? null : { state: match[1], reason: match[2] ?? '' };
}

/** Names in the first column: `net-list --name`, `pool-list --name`, `iface-list --all`. */
export function parseNames(text: string): string[] {
  const names = text.split('\n').flatMap((line) => line.trim().split(/\s{2,}/)[0] || []);
  return [...new Set(names)].sort();
}

export interface WireEvent {
  name: string; // lifecycle, migration-iteration, ...
  domain: string;
  detail: string;
}

/** A line of `event --loop --all --timestamp`; null for continuation lines. */
export function parseEvent(line: string): WireEvent | null {
  const match = /event '([\w-]+)' for domain (?:'(.*?)'|(\S+?)):\s?(.*)$/.exec(line);
  if (match?.[1] === undefined) return null;
  return { name: match[1], domain: match[2] ?? match[3] ?? '', detail: match[4] ?? '' };
}
