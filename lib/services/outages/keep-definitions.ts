import type { Database } from '../../db/client.ts';
import type { HostReading } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { secretPlaces } from '../stored-secrets.ts';

/**
 * Keeps what another host would need to start each VM, encrypted, where it was read now and has changed. A process without
 * an encryption key keeps none.
 */
export async function keepDefinitions(
  ctx: Context,
  clusterId: string,
  readings: readonly HostReading[],
): Promise<void> {
  const { secrets, db } = ctx;
  const read = new Map(
    readings.flatMap((each) =>
      'observation' in each
        ? each.observation.vms.flatMap(({ uuid, fullDefinition, isIncoming, state }) =>
            fullDefinition === undefined || isIncoming || state === 'stopped'
              ? []
              : [[uuid, fullDefinition] as const],
          )
        : [],
    ),
  );
  if (secrets === undefined || read.size === 0) return;
  for (const { id, uuid, fullDefinition: kept } of await findVms(db, clusterId, [...read.keys()])) {
    const definition = read.get(uuid);
    const place = secretPlaces.definition(id);
    if (definition === undefined || (kept && secrets.open(kept.sealed, place) === definition)) continue;
    const data = { sealed: secrets.seal(definition, place), readAt: ctx.clock.now() };
    await db.vmDefinition.upsert({ where: { vmId: id }, create: { vmId: id, ...data }, update: data });
  }
}

const findVms = (db: Database, clusterId: string, uuids: readonly string[]) =>
  db.vm.findMany({
    where: { clusterId, uuid: { in: [...uuids] } },
    select: { id: true, uuid: true, fullDefinition: { select: { sealed: true } } },
  });

/** The last known definition of a VM; null: none was ever read. Throws `secret-unreadable`. */
export async function openDefinition({ db, secrets }: Context, vmId: string | null): Promise<string | null> {
  const kept = vmId === null ? null : await db.vmDefinition.findUnique({ where: { vmId } });
  return kept && secrets ? secrets.open(kept.sealed, secretPlaces.definition(kept.vmId)) : null;
}
