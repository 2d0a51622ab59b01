import type { Database, Transaction } from './client.ts';

/** What is expected of a VM: busy cores by slot (lib/series/seasonal.ts), the first of which begins at `from`. */
export interface VmForecastRow {
  vmId: string;
  from: Date;
  cores: number[];
}

/** The same of all VMs of a host together, and how wrong such forecasts were (null: too little is known). */
export interface HostForecastRow {
  hostId: string;
  from: Date;
  cores: number[];
  errorCores: number | null;
  persistenceCores: number | null;
  isTrusted: boolean;
}

/** A forecast that plans may use. */
export type TrustedForecast = HostForecastRow & { errorCores: number };

/** Replaces the forecasts of a cluster. */
export async function writeForecasts(
  tx: Transaction,
  clusterId: string,
  forecasts: { vms: readonly VmForecastRow[]; hosts: readonly HostForecastRow[] },
): Promise<void> {
  await deleteForecasts(tx, clusterId);
  await tx.vmForecast.createMany({ data: [...forecasts.vms] });
  await tx.hostForecast.createMany({ data: [...forecasts.hosts] });
}

export async function deleteForecasts(tx: Transaction, clusterId: string): Promise<void> {
  await tx.vmForecast.deleteMany({ where: { vm: { clusterId } } });
  await tx.hostForecast.deleteMany({ where: { host: { clusterId } } });
}

/** From when on the forecasts of a cluster are; null: it has none. */
export async function forecastsSince(db: Database, clusterId: string): Promise<Date | null> {
  const newest = await db.hostForecast.findFirst({
    where: { host: { clusterId } },
    orderBy: { from: 'desc' },
    select: { from: true },
  });
  return newest?.from ?? null;
}

/** The forecasts of a cluster that may be used. */
export async function readTrustedForecasts(
  db: Database,
  clusterId: string,
): Promise<{ vms: Map<string, VmForecastRow>; hosts: TrustedForecast[] }> {
  const trusted = await db.hostForecast.findMany({ where: { host: { clusterId }, isTrusted: true } });
  const hosts = trusted.flatMap(({ errorCores, ...host }) =>
    errorCores === null ? [] : { ...host, errorCores },
  );
  if (hosts.length === 0) return { vms: new Map(), hosts };
  const vms = await db.vmForecast.findMany({ where: { vm: { clusterId } } });
  return { hosts, vms: new Map(vms.map((vm) => [vm.vmId, vm])) };
}
