import { enteredKinds } from '../lib/drivers/registry.ts';
import type { DriverKind } from '../lib/model/driver-traits.ts';
import { BallastError } from '../lib/model/errors.ts';
import { addCluster } from '../lib/services/clusters/add-cluster.ts';
import { removeCluster } from '../lib/services/clusters/remove-cluster.ts';
import { type TestedConnection, testCluster } from '../lib/services/clusters/test-cluster.ts';
import type { Context } from '../lib/services/context.ts';
import { listClusters } from '../lib/views/settings/list-clusters.ts';
import { badUsage, printTable, readOptions, withInputChecked } from './arguments.ts';
import type { Command, CommandIo } from './io.ts';
import { withDatabase } from './with-database.ts';

const usage = [
  `ballast cluster add NAME --driver ${enteredKinds.join('|')} --host NAME=URI [--peer NAME=URI] [--migration NAME=ADDRESS] [--test]`,
  '       ballast cluster list',
  '       ballast cluster remove NAME',
].join('\n');

const options = {
  driver: { type: 'string' },
  host: { type: 'string', multiple: true },
  peer: { type: 'string', multiple: true },
  migration: { type: 'string', multiple: true },
  test: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readOptions<typeof options>>['values'];

/** NAME=VALUE pairs of a repeated option, by name. A URI may hold further equals signs. */
function readPairs(texts: string[] | undefined, option: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const text of texts ?? []) {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) throw badUsage(`--${option} ${text}: write NAME=VALUE.`);
    const name = text.slice(0, at);
    if (pairs.has(name)) throw badUsage(`--${option} ${name}: given twice.`);
    pairs.set(name, text.slice(at + 1));
  }
  return pairs;
}

interface GivenHost {
  name: string;
  uri: string;
  peerUri: string | null;
  migrationAddress: string | null;
}

function readHosts(values: Values): GivenHost[] {
  const uris = readPairs(values.host, 'host');
  const peers = readPairs(values.peer, 'peer');
  const migrations = readPairs(values.migration, 'migration');
  if (uris.size === 0) throw badUsage(`Name at least one host: --host NAME=URI.\nusage: ${usage}`);
  for (const name of [...peers.keys(), ...migrations.keys()]) {
    if (!uris.has(name)) throw badUsage(`${name} has no --host.`);
  }
  return [...uris].map(([name, uri]) => ({
    name,
    uri,
    peerUri: peers.get(name) ?? null,
    migrationAddress: migrations.get(name) ?? null,
  }));
}

type Verdict = 'works' | 'fails' | 'untried';

function judge({ ok, code }: TestedConnection): Verdict {
  if (ok) return 'works';
  return code === 'not-tried' ? 'untried' : 'fails';
}

function describeCheck(check: TestedConnection): string {
  const route = check.toHost ? `${check.host} -> ${check.toHost}` : `Ballast -> ${check.host}`;
  const detail = check.ok ? (check.version ?? '') : `${check.message ?? ''} (${check.code})`;
  return `${judge(check).padEnd(8)} ${route}${detail ? `: ${detail}` : ''}`;
}

/** Prints every connection. Throws `connection-failed` if one of them does not work. */
async function assertConnected(
  ctx: Context,
  given: { driver: DriverKind; hosts: GivenHost[] },
  io: CommandIo,
): Promise<void> {
  const checks = await testCluster({ ctx, input: given });
  for (const check of checks) io.out(describeCheck(check));
  const failed = checks.filter((check) => judge(check) === 'fails').length;
  if (failed === 0) return;
  const sentence = `${failed} of ${checks.length} connections do not work; nothing was added. Without --test it is added all the same.`;
  throw new BallastError('connection-failed', sentence, { failed });
}

async function add(name: string, values: Values, io: CommandIo): Promise<void> {
  const driver = enteredKinds.find((kind) => kind === values.driver);
  if (!driver) throw badUsage(`Say which hypervisor it is: --driver ${enteredKinds.join(' or ')}.`);
  const hosts = readHosts(values);
  await withDatabase(io, async ({ ctx }) => {
    if (values.test) await assertConnected(ctx, { driver, hosts }, io);
    await addCluster({ ctx, input: { name, driver, hosts } });
  });
  io.out(`Connected ${name} with ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}.`);
}

async function list(io: CommandIo): Promise<void> {
  const clusters = await withDatabase(io, ({ ctx }) => listClusters({ ctx }));
  const rows = clusters.flatMap((cluster) =>
    cluster.hosts.map((host) => [cluster.name, cluster.driver.kind, host.name, host.connection, host.uri]),
  );
  printTable(io, ['CLUSTER', 'DRIVER', 'HOST', 'CONNECTION', 'ADDRESS'], rows);
}

async function remove(name: string, io: CommandIo): Promise<void> {
  await withDatabase(io, async ({ ctx }) => {
    const cluster = (await listClusters({ ctx })).find((known) => known.name === name);
    if (!cluster)
      throw new BallastError('cluster-not-found', `There is no cluster ${name}.`, { cluster: name });
    await removeCluster({ ctx, input: { clusterId: cluster.id } });
  });
  io.out(`Removed ${name}. Nothing happened on its hosts.`);
}

/** `ballast cluster`: which hosts Ballast watches, from the command line. Exit status 2 for a wrong call or input. */
export const runClusterCommand: Command = async (argv, io) => {
  const { values, positionals } = readOptions(argv, options, usage);
  const [verb, name, ...rest] = positionals;
  if (rest.length > 0) throw badUsage(`${rest[0]}: not understood.\nusage: ${usage}`);
  await withInputChecked(async () => {
    if (verb === 'add' && name) await add(name, values, io);
    else if (verb === 'list' && !name) await list(io);
    else if (verb === 'remove' && name) await remove(name, io);
    else throw badUsage(`usage: ${usage}`);
  });
  return 0;
};
