import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const SOURCES = import.meta.dirname;
const GOPATH = '/usr/share/gocode';
const PACKAGE = path.join(GOPATH, 'src/github.com/vmware/govmomi/simulator');

export const USER = 'ballast@vsphere.local';
export const PASSWORD = 'only-for-tests';

/** What a test wants of the migrations of a VM; `vm` `*`: of all others. */
interface MigrationPlan {
  ms?: number; // how long they take
  fault?: string; // the type of the fault with which they end
  failAt?: number; // at this percentage
  check?: string; // the fault that CheckMigrate reports
  hang?: boolean; // at 50 %
  notCancelable?: boolean;
}

/** '': DRS is off. */
type DrsBehavior = '' | 'manual' | 'partiallyAutomated' | 'fullyAutomated';

/** A rule of DRS, with names of VMs and hosts. */
interface DrsRule {
  name: string;
  kind: 'together' | 'apart' | 'onHosts' | 'notOnHosts';
  vms: string[];
  hosts?: string[];
  mandatory?: boolean;
  disabled?: boolean;
}

/** What a test can say to the vCenter, by the path of its control. */
interface Orders {
  plan: { vm: string; plan: MigrationPlan };
  host: { host: string; state: 'connected' | 'disconnected' | 'notResponding' };
  maintenance: { host: string; on: boolean };
  link: { host: string; to: string; on: boolean }; // on: cut
  drs: { cluster: string; behavior: DrsBehavior };
  rules: { cluster: string; rules?: DrsRule[]; overrides?: { vm: string; behavior: DrsBehavior }[] }; // all of them
  foreign: { vm: string; to: string }; // somebody else migrates it
  remove: { vm: string };
  vsan: { cluster: string; on: boolean };
  entering: { on: boolean }; // on: tasks to enter maintenance mode do not end
  tags: { vm?: string; host?: string; names: string[] }; // all of them, as category/name
  load: { vm: string; mhz: number; mib: number };
  evc: { vm?: string; host?: string; state: string }; // the mode that it needs or has
  sample: { vm: string; mhz: number }; // in its performance statistics
  privileges: { names: string[] }; // those that the user lacks
  status: { status: number }; // of HTTP, for all requests; 0: as usual
  sessions: Record<string, never>; // all end
  restart: Record<string, never>; // sessions and tasks are lost, and the hosts finish their migrations
  certificate: Record<string, never>; // it is replaced
}

const VcenterTruth = z.object({
  vms: z.array(
    z.object({
      uuid: z.string(),
      name: z.string(),
      host: z.string(),
      isOn: z.boolean(),
      isMoved: z.boolean(),
    }),
  ),
  hosts: z.array(z.object({ name: z.string(), inMaintenance: z.boolean() })),
  /** Migrations that have ended, and how; fault '': completed. */
  ended: z
    .array(
      z.object({
        vm: z.string(), // its UUID
        from: z.string(),
        to: z.string(),
        isForeign: z.boolean(),
        fault: z.string(),
      }),
    )
    .nullable()
    .transform((list) => list ?? []),
  busy: z.number(), // orders that were refused because the VM was being migrated
});
export type VcenterTruth = z.infer<typeof VcenterTruth>;

/** A running vCenter. */
export interface Vcenter {
  address: string;
  fingerprint: string;
  pid: number;
  /** Resolves with the fingerprint of its certificate. */
  order<Name extends keyof Orders>(name: Name, orders: Orders[Name]): Promise<string>;
  /** What the last order to enter maintenance mode said of vSAN; '': nothing. */
  vsanData(): Promise<string>;
  /** The state of everything, as no client sees it. */
  truth(): Promise<VcenterTruth>;
  close(): Promise<void>;
}

/** The access to a vCenter as a person enters it. */
export const entryOf = ({ address, fingerprint }: Vcenter) => ({
  driver: 'vsphere' as const,
  address,
  user: USER,
  secret: PASSWORD,
  fingerprint,
});

interface VcenterOptions {
  listen?: string;
  certificate?: string; // a file that keeps it
  clusters?: number;
  hosts?: number; // of each cluster
  vms?: number; // of each cluster
  vary?: boolean;
}

/** Why there can be no vCenter here; undefined: there can. */
export function whyNoVcenter(): string | undefined {
  if (spawnSync('go', ['version']).status !== 0) return 'Go is not installed (Debian: golang-go)';
  if (!existsSync(PACKAGE))
    return "VMware's simulator is not installed (Debian: golang-github-vmware-govmomi-dev)";
  return undefined;
}

const Started = z.object({ address: z.string(), control: z.string(), fingerprint: z.string() });

/** Builds the vCenter if its sources have changed, and starts it on loopback. */
export async function startVcenter(options: VcenterOptions = {}): Promise<Vcenter> {
  const args = Object.entries({ user: USER, password: PASSWORD, ...options }).map(
    ([name, value]) => `-${name}=${value}`,
  );
  const child = spawn(build(), args, { stdio: ['pipe', 'pipe', 'inherit'] }); // it ends when its input does
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    void ended.then(() => reject(new Error('the vCenter ended')));
  });
  const { address, control, fingerprint } = Started.parse(JSON.parse(line));
  const say = async (name: string, orders: object) => {
    const response = await fetch(`${control}/${name}`, { method: 'POST', body: JSON.stringify(orders) });
    if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
    return z.object({ fingerprint: z.string(), vsan: z.string() }).parse(await response.json());
  };
  return {
    address,
    fingerprint,
    pid: child.pid ?? 0,
    order: async (name, orders) => (await say(name, orders)).fingerprint,
    truth: async () => VcenterTruth.parse(await (await fetch(`${control}/truth`)).json()),
    vsanData: async () => (await say('status', { status: 0 })).vsan,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The path of the program, built for these sources. */
function build(): string {
  const files = readdirSync(SOURCES).filter((file) => file.endsWith('.go'));
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(SOURCES, file)));
  const folder = path.join(tmpdir(), 'ballast-vcenter');
  const program = path.join(folder, hash.digest('hex').slice(0, 16));
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const draft = `${program}.${process.pid}`;
  const env = { ...process.env, GO111MODULE: 'off', GOPATH, GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' };
  const built = spawnSync('go', ['build', '-o', draft, '.'], { cwd: SOURCES, env, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the vCenter cannot be built: ${built.stderr || built.error}`);
  for (const old of readdirSync(folder).filter((name) => !name.includes('.'))) rmSync(path.join(folder, old));
  renameSync(draft, program);
  return program;
}
