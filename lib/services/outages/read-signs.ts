import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import { openOutage } from '../../db/outages.ts';
import { toJson } from '../../db/to-json.ts';
import type { Event } from '../../model/event.ts';
import { compareMarks, type HostSign, judgeSigns, type OutageVerdict } from '../../model/host-sign.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { checkPower, type RunCommand } from './check-power.ts';
import { openDefinition } from './keep-definitions.ts';

/** So often the signs of a silent host are read: what they need from other hosts is not free. */
const EVERY_MS = 20_000;
/** Of so many VMs the definition is opened, to find their disks. */
const DEFINITIONS = 5;

/**
 * Reads the signs of each host of the cluster that does not answer, where that is due, and records what they say together. A new verdict
 * is an event.
 */
export async function readSigns({
  ctx,
  driver,
  input: { clusterId },
  run,
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
  run?: RunCommand;
}): Promise<void> {
  const now = ctx.clock.now();
  const outages = await findOutages(ctx, clusterId);
  const due = outages.filter((outage) => isDue(outage, now));
  await Promise.all(
    due.map(async (outage) => {
      const [read, power] = await Promise.all([
        definitionsOf(ctx, outage.hostId).then((known) => driver.readSigns(outage.hostId, known)),
        checkPower(ctx, outage.host.name, run),
      ]);
      await store(ctx, outage, compareMarks(outage.signs, [...read, ...power], now));
    }),
  );
}

/** Whether the signs of a host of the cluster are to be read now. */
export async function areSignsDue({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<boolean> {
  const now = ctx.clock.now();
  return (await findOutages(ctx, clusterId)).some((outage) => isDue(outage, now));
}

const isDue = ({ signsAt }: { signsAt: Date | null }, now: Date): boolean =>
  signsAt === null || Math.abs(now.getTime() - signsAt.getTime()) >= EVERY_MS;

const RUNS = { missingSince: null, state: { not: 'stopped' } } as const;

/** Without those of empty hosts in maintenance mode, which somebody has switched off or restarts. */
const findOutages = (ctx: Context, clusterId: string) =>
  ctx.db.outage.findMany({
    where: {
      clusterId,
      ...openOutage,
      NOT: { host: { mode: 'maintenance', vms: { none: RUNS } } },
    },
    include: { host: { select: { name: true } } },
  });

type OutageRow = Awaited<ReturnType<typeof findOutages>>[number];

async function definitionsOf(ctx: Context, hostId: string): Promise<string[]> {
  const vms = await ctx.db.vm.findMany({
    where: { hostId, ...RUNS, fullDefinition: { isNot: null } },
    orderBy: { name: 'asc' },
    take: DEFINITIONS,
    select: { id: true },
  });
  const opened = await Promise.all(vms.map(({ id }) => openDefinition(ctx, id)));
  return opened.flatMap((definition) => definition ?? []);
}

async function store(ctx: Context, outage: OutageRow, signs: HostSign[]): Promise<void> {
  const at = ctx.clock.now();
  const verdict = judgeSigns(signs, outage.offAt !== null);
  const manager = signs.find(({ says }) => says === 'off')?.by;
  const proof =
    verdict === 'off' && outage.offAt === null && manager !== undefined
      ? ({ offProof: 'manager', offAt: at, offBy: manager } as const)
      : {};
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.outage.updateMany({
      where: { id: outage.id, ...openOutage, offAt: outage.offAt }, // somebody may have answered for it meanwhile
      data: { ...toJson('outage', { signs }), signsAt: at, verdict, ...proof },
    });
    if (count === 1 && verdict !== outage.verdict) await recordVerdict(tx, outage, verdict, at);
  });
}

const eventOf: Record<OutageVerdict, Extract<Event, { topic: 'host' }>['code'] | null> = {
  unclear: null,
  unreachable: 'only-unreachable',
  down: 'dead',
  off: 'off',
};

/** The event of a new verdict on a host. */
export async function recordVerdict(
  tx: Transaction,
  { clusterId, hostId, host }: { clusterId: string; hostId: string; host: { name: string } },
  verdict: OutageVerdict,
  at: Date,
): Promise<void> {
  const code = eventOf[verdict];
  if (code === null) return;
  await recordEvents(tx, at, [
    { topic: 'host', code, clusterId, subject: { hostId }, facts: { host: host.name } },
  ]);
}
