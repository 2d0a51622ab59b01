import {
  INSTALLATION,
  type PolicyOwner,
  patchOf,
  type StoredScope,
  versionOf,
  withOwnPolicy,
  withPolicy,
} from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { DriverAbilities, DriverKind } from '../../model/driver-traits.ts';
import { type EffectivePolicy, effectivePolicy } from '../../model/effective-policy.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { PolicyPatch } from '../../model/policy.ts';
import { fieldsAt, type PolicyField } from '../../model/policy-fields.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Context } from '../../services/context.ts';

/** An object that has a policy. */
export interface PolicyPlace {
  ref: PolicyRef;
  name: string | null; // null: the product
}

export interface PolicyPage extends PolicyPlace {
  version: number; // which an edit of it must name
  fields: PolicyField[]; // that can be set here
  own: PolicyPatch;
  inherited: EffectivePolicy; // what holds where nothing is set here
  weaker: PolicyPlace[]; // from which it inherits, the weakest first
  clusters: { id: string; name: string }[]; // that it applies to, by name
  abilities: DriverAbilities | null; // null: it applies to clusters of several kinds
}

type OwnedRow = PolicyOwner & { policy: { version: number } | null };

const PRODUCT: PolicyPlace = { ref: { scope: 'product' }, name: null };

/**
 * The policy of the product, a group, a cluster, a host or a VM: what is set there, and what it inherits. Throws
 * `group-not-found`, `cluster-not-found`, `host-not-found` or `vm-not-found`.
 */
export async function readPolicy({ ctx, input }: { ctx: Context; input: PolicyRef }): Promise<PolicyPage> {
  assertAllowed(ctx.actor, 'read', 'product');
  switch (input.scope) {
    case 'product':
      return readProduct(ctx);
    case 'group':
      return readGroup(ctx, input.groupId);
    case 'cluster':
      return readCluster(ctx, input.clusterId);
    case 'host':
      return readHost(ctx, input.hostId);
    case 'vm':
      return readVm(ctx, input.vmId);
  }
}

interface Weaker extends PolicyPlace {
  scope: StoredScope;
  patch: PolicyPatch;
}

function pageOf(
  place: PolicyPlace,
  row: OwnedRow,
  weaker: readonly Weaker[],
): Omit<PolicyPage, 'clusters' | 'abilities'> {
  return {
    ...place,
    version: versionOf(row),
    fields: fieldsAt(place.ref.scope),
    own: patchOf(row),
    inherited: effectivePolicy(weaker),
    weaker: weaker.map(({ ref, name }) => ({ ref, name })),
  };
}

const byName = { orderBy: { name: 'asc' }, select: { id: true, name: true, driver: true } } as const;

async function readProduct(ctx: Context): Promise<PolicyPage> {
  const row = await ctx.db.installation.findUniqueOrThrow({
    where: { id: INSTALLATION },
    include: { ...withOwnPolicy, clusters: byName },
  });
  return { ...pageOf(PRODUCT, row, []), ...applied(row.clusters) };
}

async function readGroup(ctx: Context, groupId: string): Promise<PolicyPage> {
  const [group, installation] = await Promise.all([
    ctx.db.clusterGroup.findUnique({
      where: { id: assertId('group-not-found', groupId) },
      include: { ...withOwnPolicy, clusters: byName },
    }),
    ctx.db.installation.findUniqueOrThrow({ where: { id: INSTALLATION }, include: withOwnPolicy }),
  ]);
  if (!group) throw notFound('group-not-found', groupId);
  const place = { ref: { scope: 'group', groupId }, name: group.name } as const;
  const weaker = [{ ...PRODUCT, scope: 'product', patch: patchOf(installation) }] as const;
  return { ...pageOf(place, group, weaker), ...applied(group.clusters) };
}

interface ClusterRow extends OwnedRow {
  id: string;
  name: string;
  driver: DriverKind;
  group: (OwnedRow & { id: string; name: string }) | null;
  installation: OwnedRow;
}

const placeOfCluster = ({ id, name }: ClusterRow) =>
  ({ ref: { scope: 'cluster', clusterId: id }, name }) as const;

function aboveCluster({ group, installation }: ClusterRow): Weaker[] {
  const product: Weaker = { ...PRODUCT, scope: 'product', patch: patchOf(installation) };
  if (!group) return [product];
  const ref = { scope: 'group', groupId: group.id } as const;
  return [product, { ref, name: group.name, scope: 'group', patch: patchOf(group) }];
}

async function readCluster(ctx: Context, clusterId: string): Promise<PolicyPage> {
  const cluster = await ctx.db.cluster.findUnique({
    where: { id: assertId('cluster-not-found', clusterId) },
    include: withPolicy,
  });
  if (!cluster) throw notFound('cluster-not-found', clusterId);
  return { ...pageOf(placeOfCluster(cluster), cluster, aboveCluster(cluster)), ...applied([cluster]) };
}

async function readHost(ctx: Context, hostId: string): Promise<PolicyPage> {
  const host = await ctx.db.host.findUnique({
    where: { id: assertId('host-not-found', hostId) },
    include: { ...withOwnPolicy, cluster: { include: withPolicy } },
  });
  if (!host) throw notFound('host-not-found', hostId);
  return inCluster({ ref: { scope: 'host', hostId }, name: host.name }, host, host.cluster);
}

async function readVm(ctx: Context, vmId: string): Promise<PolicyPage> {
  const vm = await ctx.db.vm.findUnique({
    where: { id: assertId('vm-not-found', vmId) },
    include: { ...withOwnPolicy, cluster: { include: withPolicy } },
  });
  if (!vm) throw notFound('vm-not-found', vmId);
  return inCluster({ ref: { scope: 'vm', vmId }, name: vm.name }, vm, vm.cluster);
}

function inCluster(place: PolicyPlace, row: OwnedRow, cluster: ClusterRow): PolicyPage {
  const own: Weaker = { ...placeOfCluster(cluster), scope: 'cluster', patch: patchOf(cluster) };
  return { ...pageOf(place, row, [...aboveCluster(cluster), own]), ...applied([cluster]) };
}

function applied(
  clusters: readonly { id: string; name: string; driver: DriverKind }[],
): Pick<PolicyPage, 'clusters' | 'abilities'> {
  const [first, ...others] = clusters;
  const isOneKind = first !== undefined && others.every(({ driver }) => driver === first.driver);
  return {
    clusters: clusters.map(({ id, name }) => ({ id, name })),
    abilities: isOneKind ? descriptorOf(first.driver).abilities : null,
  };
}

function assertId(code: string, id: string): string {
  if (!isId(id)) throw notFound(code, id);
  return id;
}

const notFound = (code: string, id: string): BallastError =>
  new BallastError(code, `there is no ${id}`, { id });
