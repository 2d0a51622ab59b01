import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Certificate, makeCertificate } from './certificate.ts';
import { officialRoutes } from './official-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { type Complaints, serve } from './serve.ts';
import { ALL_PRIVILEGES, type StandNode, type StandVm, USER, type World } from './world.ts';

interface StandInOptions {
  cluster?: string;
  nodes?: number;
  vms?: number;
  nodeMemMiB?: number;
  port?: number; // of the first node; the others follow. Without it: any
  now?: () => number; // ms
}

/** A stand-in for a cluster of Proxmox VE: each node serves its API over HTTPS. */
export interface StandIn {
  world: World;
  address: string; // of all nodes
  addresses: string[];
  secret: string;
  fingerprint: string; // of all nodes
  complaints: Complaints;
  /** The VM with this name. */
  vm(name: string): StandVm;
  node(name: string): StandNode;
  /** Ends the server of a node, or begins it again. */
  stopServer(name: string): Promise<void>;
  startServer(name: string): Promise<void>;
  /** Replaces the certificate of a node; resolves with its fingerprint. */
  replaceCertificate(name: string): Promise<string>;
  close(): Promise<void>;
}

const NAMES = ['web', 'db', 'cache', 'build', 'mail', 'queue', 'proxy', 'batch'];

/** Requests and answers are compared with the official schema of the API if its path is given, otherwise with a table of our own. */
export async function startProxmox(options: StandInOptions = {}): Promise<StandIn> {
  const { nodes = 3, port = 0 } = options;
  const names = Array.from({ length: nodes }, (_, i) => `pve${i + 1}`);
  const certificates = new Map(names.map((name) => [name, makeCertificate(name)]));
  const world = makeWorld(options, certificates);
  const routes = officialRoutes() ?? ownRoutes;
  const complaints: Complaints = [];
  const servers = new Map<string, https.Server>();
  const ports = new Map<string, number>();

  const startServer = async (name: string): Promise<void> => {
    const { key, cert } = certificateOf(certificates, name);
    const server = https.createServer({ key, cert }, (request, response) => {
      void serve({ world, routes, complaints, asked: name }, request, response);
    });
    server.listen(ports.get(name) ?? (port === 0 ? 0 : port + names.indexOf(name)), '127.0.0.1');
    await once(server, 'listening');
    ports.set(name, addressOf(server).port);
    servers.set(name, server);
  };
  const stopServer = async (name: string): Promise<void> => {
    const server = servers.get(name);
    servers.delete(name);
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  for (const name of names) await startServer(name);
  const addresses = names.map((name) => `https://127.0.0.1:${ports.get(name)}`);
  return {
    world,
    address: addresses.join(', '),
    addresses,
    secret: world.secret,
    fingerprint: names.map((name) => certificateOf(certificates, name).fingerprint).join(' '),
    complaints,
    vm: (name) =>
      found(
        [...world.vms.values()].find((vm) => vm.name === name),
        name,
      ),
    node: (name) => found(world.nodes.get(name), name),
    startServer,
    stopServer,
    replaceCertificate: async (name) => {
      certificates.set(name, makeCertificate(name));
      const { fingerprint } = certificateOf(certificates, name);
      found(world.nodes.get(name), name).fingerprint = fingerprint;
      await stopServer(name);
      await startServer(name);
      return fingerprint;
    },
    close: async () => {
      await Promise.all(names.map(stopServer));
    },
  };
}

function makeWorld(
  { cluster = 'lab', vms = 8, nodeMemMiB = 65_536, now = Date.now }: StandInOptions,
  certificates: ReadonlyMap<string, Certificate>,
): World {
  const nodes = [...certificates].map(([name, { fingerprint }]): [string, StandNode] => [
    name,
    {
      name,
      fingerprint,
      isOnline: true,
      isInMaintenance: false,
      cpus: 16,
      memMiB: nodeMemMiB,
      cpu: 0.05,
      flags: 'fpu sse4_2 avx avx2',
      bridges: ['vmbr0', 'vmbr1'],
    },
  ]);
  const made = Array.from({ length: vms }, (_, i) => makeVm(i, nodes[i % nodes.length]?.[0] ?? ''));
  return {
    cluster,
    now,
    nodes: new Map(nodes),
    vms: new Map(made.map((vm) => [vm.vmid, vm])),
    tasks: new Map(),
    migrations: new Set(),
    haOrders: new Set(),
    haRules: [],
    crs: { ha: 'static' },
    permissions: structuredClone(ALL_PRIVILEGES),
    secret: randomUUID(),
    cutLinks: new Set(),
    lacking: new Set(),
    localFreeMiB: 200_000,
    isQuorate: true,
    losesAnswers: false,
    qemu: '10.1',
    lastPid: 1000,
  };
}

function makeVm(i: number, node: string): StandVm {
  const vmid = 100 + i;
  const name = `${NAMES[i % NAMES.length]}-${Math.floor(i / NAMES.length) + 1}`;
  return {
    vmid,
    name,
    node,
    status: 'running',
    cpus: 2,
    cpu: 0.1 + ((i * 7) % 10) / 12,
    memMiB: 2048,
    dirtyMiBps: 1,
    workingSetMiB: 64,
    config: {
      scsi0: `shared:vm-${vmid}-disk-0,size=32G`,
      ide2: 'none,media=cdrom',
      net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0',
    },
    plan: {},
  };
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

const certificateOf = (certificates: ReadonlyMap<string, Certificate>, name: string): Certificate =>
  found(certificates.get(name), `certificate of ${name}`);

function addressOf(server: https.Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}

/** The access to the stand-in as a person enters it. */
export const entryOf = ({ address, secret, fingerprint }: StandIn) => ({
  driver: 'proxmox' as const,
  address,
  user: USER,
  secret,
  fingerprint,
});
