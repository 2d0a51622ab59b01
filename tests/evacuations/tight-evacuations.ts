/**
 * `npm run test:tight-evacuations`: evacuates a host of each of the benchmark's tight clusters, through the services and the executor, on
 * the simulator, with faults that are drawn from seeds and end after a while. Prints a table. The exit status is 1 if an
 * evacuation that is possible leaves VMs behind, one does not end, or a host was overloaded at any moment. Evacuations that
 * are already in the state file are not repeated.
 */
import { type Family, families } from '../bench/instances/families.ts';
import { parseSize } from '../bench/instances/size.ts';
import { createReplayDatabases } from '../bench/replay/product/replay-database.ts';
import { readCall, refuseCall } from '../run/call.ts';
import { evacuateInstance } from './tight/evacuate-instance.ts';
import { isSolvable } from './tight/solvable.ts';
import { failuresOf, nameOf, Played, readPlayed, tableOf, writePlayed } from './tight/tally.ts';

const USAGE = `Usage: npm run test:tight-evacuations -- [options]

  --sizes LIST     hosts and VMs of the clusters (8x60,20x200)
  --families LIST  of the benchmark (evacuation-85,evacuation-92,evacuation-96,evacuation-99)
  --seeds N        of each family and size (13)
  --seed N         the first one (1)
  --calm           without faults
  --seconds S      no evacuation begins after this time
  --state FILE     stores the progress, so that a later run continues`;

const values = readCall(USAGE, {
  sizes: { type: 'string', default: '8x60,20x200' },
  families: { type: 'string', default: 'evacuation-85,evacuation-92,evacuation-96,evacuation-99' },
  seeds: { type: 'string', default: '13' },
  seed: { type: 'string', default: '1' },
  calm: { type: 'boolean', default: false },
  seconds: { type: 'string' },
  state: { type: 'string' },
});
const number = (name: 'seeds' | 'seed' | 'seconds'): number => {
  const given = Number(values[name]);
  return Number.isInteger(given) && given > 0
    ? given
    : refuseCall(USAGE, `--${name}: found ${values[name]}, expected a whole number from 1`);
};
const isFamily = (name: string): name is Family => families.some((family) => family === name);
const chosen = values.families
  .split(',')
  .map((name) => (isFamily(name) ? name : refuseCall(USAGE, `${name} is no family`)));
const sizes = values.sizes
  .split(',')
  .map((text) => parseSize(text) ?? refuseCall(USAGE, `${text} is no size`));
const limitMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : number('seconds') * 1000;
const seeds = Array.from({ length: number('seeds') }, (_, i) => number('seed') + i);
const specs = sizes.flatMap((size) =>
  chosen.flatMap((family) => seeds.map((seed) => ({ family, ...size, seed }))),
);

const played = readPlayed(values.state);
const known = new Set(played.map(({ spec }) => nameOf(spec)));
const left = specs.filter((spec) => !known.has(nameOf(spec)));
const startedAt = performance.now();
const databases = createReplayDatabases();
try {
  await databases.use(async (db) => {
    for (let spec = left.shift(); spec !== undefined; spec = left.shift()) {
      if (performance.now() - startedAt > limitMs) return void left.unshift(spec);
      const solvable = await isSolvable(spec);
      const one = Played.parse({
        spec,
        solvable,
        ...(await evacuateInstance(db, spec, {
          withFaults: !values.calm,
          maxOrders: solvable === 'no' ? 1 : 4,
        })),
      });
      played.push(one);
      writePlayed(values.state, played);
      console.error(
        `${nameOf(spec)}: ${one.state}, ${one.orders} orders ${JSON.stringify(one.causes)} ${failuresOf(one).join('; ')}`,
      );
    }
  });
} finally {
  await databases.close();
}
const failed = played.filter((one) => failuresOf(one).length > 0);
console.log(tableOf(played));
for (const one of failed) console.log(`${nameOf(one.spec)}: ${failuresOf(one).join('; ')}`);
if (left.length > 0) console.log(`${left.length} of ${specs.length} are left`);
console.log(`${played.length} evacuations, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
