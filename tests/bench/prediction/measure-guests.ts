import { setTimeout as sleep } from 'node:timers/promises';
import type { MeasuredWrites } from '../../../lib/model/measured-writes.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { present } from '../../../lib/model/present.ts';
import { MEASURED_SECONDS } from '../../../lib/services/forecasts/measure-writes.ts';
import type { Lab } from '../../lab/create-lab.ts';
import { nowMs, type Witness } from '../../lab/witness.ts';

/** How often each length is measured: as often as the product does before it counts a VM as known. */
const TIMES = 3;
/** The result of a measurement is there at the next observation after its end. */
const RESULT_MS = 1000;

/** What was measured of each guest, and what the measuring cost the guests. */
export interface GuestsMeasured {
  measured: Record<string, MeasuredWrites[]>;
  slowedBy: number; // by which share the guests wrote less meanwhile, the median guest
  gapMs: { before: number; meanwhile: number }; // longest silence of any guest
}

/** Measures how all guests write, all of them at the same time, after having watched them for as long without. */
export async function measureGuests(
  { lab, driver, witness }: { lab: Lab; driver: HypervisorDriver; witness: Witness },
  names: readonly string[],
): Promise<GuestsMeasured> {
  const totalMs = TIMES * MEASURED_SECONDS.reduce((sum, seconds) => sum + seconds * 1000 + RESULT_MS, 0);
  const before = await watched(witness, names, () => sleep(totalMs));
  const measured = Object.fromEntries(names.map((name): [string, MeasuredWrites[]] => [name, []]));
  const meanwhile = await watched(witness, names, async () => {
    for (let time = 0; time < TIMES; time++)
      for (const seconds of MEASURED_SECONDS)
        for (const [name, found] of await measureOnce({ lab, driver }, seconds)) measured[name]?.push(found);
  });
  const shares = names.flatMap((name) => {
    const rate = before.rates.get(name) ?? 0;
    return rate > 0 ? [1 - (meanwhile.rates.get(name) ?? 0) / rate] : [];
  });
  const slowedBy = present(
    shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 2)],
    'a guest that writes',
  );
  return { measured, slowedBy, gapMs: { before: before.gapMs, meanwhile: meanwhile.gapMs } };
}

/** The write rates of guests in MiB/s by their own count, and the longest silence of any, while something is done. */
async function watched(witness: Witness, names: readonly string[], act: () => Promise<void>) {
  const first = await Promise.all(names.map((name) => witness.waitFor(name)));
  const fromMs = nowMs();
  await act();
  const last = await Promise.all(names.map((name) => witness.waitFor(name)));
  const rates = new Map(
    names.map((name, i) => {
      const [begin, end] = [present(first[i], name), present(last[i], name)];
      return [name, ((end.writtenMiB - begin.writtenMiB) * 1000) / (end.atMs - begin.atMs)];
    }),
  );
  return { rates, gapMs: Math.max(...names.map((name) => witness.report(name, { fromMs }).longestGapMs)) };
}

async function measureOnce(
  { lab, driver }: { lab: Lab; driver: HypervisorDriver },
  seconds: number,
): Promise<[string, MeasuredWrites][]> {
  const guests = (await lab.guests()).filter(({ state }) => state === 'running');
  const byHost = Map.groupBy(guests, ({ host }) => host);
  await Promise.all(
    [...byHost].map(([host, here]) =>
      driver.measureDirtyRates(
        host,
        here.map(({ uuid }) => uuid),
        seconds,
      ),
    ),
  );
  await sleep(seconds * 1000 + RESULT_MS);
  const observations = await Promise.all([...byHost.keys()].map((host) => driver.observeHost(host)));
  return observations.flatMap(({ vms }) =>
    vms.flatMap(({ name, measuredWrites }): [string, MeasuredWrites][] =>
      measuredWrites?.seconds === seconds ? [[name, { seconds, dirtiedMiB: measuredWrites.dirtiedMiB }]] : [],
    ),
  );
}
