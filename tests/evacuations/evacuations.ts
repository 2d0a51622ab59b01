/**
 * `npm run test:evacuations`: evacuates simulated hosts with a real worker process and a real PostgreSQL, with concurrent
 * observations, while every CPU is busy. Each evacuation must end with its host empty and in maintenance mode, and its
 * run must succeed. The exit status is 1 if one does not. Evacuations that are already in the state file are not repeated.
 */
import fs from 'node:fs';
import { z } from 'zod';
import { openBenchServer } from '../bench/executor/bench-server.ts';
import { readCall, refuseCall } from '../run/call.ts';
import { loadCpus } from './cpu-load.ts';
import { type Evacuation, evacuateOnce } from './one-evacuation.ts';

const USAGE = `Usage: npm run test:evacuations -- [options]

  --seed N      of the first evacuation; each later one has the next seed (1)
  --count M     how many (300)
  --at-once K   at the same time (5)
  --busy F      busy processes on every CPU (1)
  --seconds S   no evacuation begins after this time
  --state FILE  stores the progress, so that a later run continues`;

const values = readCall(USAGE, {
  seed: { type: 'string', default: '1' },
  count: { type: 'string', default: '300' },
  'at-once': { type: 'string', default: '5' },
  busy: { type: 'string', default: '1' },
  seconds: { type: 'string' },
  state: { type: 'string' },
});
const number = (name: 'seed' | 'count' | 'at-once' | 'busy' | 'seconds', least: number): number => {
  const given = Number(values[name]);
  if (given >= least && (Number.isInteger(given) || name === 'busy')) return given;
  return refuseCall(USAGE, `--${name}: found ${values[name]}, expected a number from ${least}`);
};
const seed = number('seed', 0);
const count = number('count', 1);
const atOnce = number('at-once', 1);
const limitMs = values.seconds === undefined ? Number.POSITIVE_INFINITY : number('seconds', 1) * 1000;

const Ended = z.object({
  seed: z.number(),
  moves: z.number(),
  stopped: z.number(),
  observations: z.number(),
  wrong: z.array(z.string()),
}) satisfies z.ZodType<Evacuation>;
const isGoingOn = values.state !== undefined && fs.existsSync(values.state);
const ended = isGoingOn ? z.array(Ended).parse(JSON.parse(fs.readFileSync(values.state ?? '', 'utf8'))) : [];
const isPlayed = new Set(ended.map((one) => one.seed));
const left = Array.from({ length: count }, (_, i) => seed + i).filter((each) => !isPlayed.has(each));

const startedAt = performance.now();
const server = await openBenchServer();
const relax = loadCpus(number('busy', 0));
try {
  const playOn = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (performance.now() - startedAt > limitMs) return void left.unshift(next);
      const one = await evacuateOnce(server.ctx, next);
      if (one.wrong.length > 0) console.error(`seed ${one.seed}: ${one.wrong.join('; ')}`);
      ended.push(one);
      if (values.state !== undefined) fs.writeFileSync(values.state, JSON.stringify(ended));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, playOn));
} finally {
  relax();
  await server.close();
}
const sum = (of: (one: Evacuation) => number): number => ended.reduce((total, one) => total + of(one), 0);
const wrong = ended.filter((one) => one.wrong.length > 0).length;
console.log(
  `${ended.length} evacuations, ${sum((one) => one.moves)} moves (${sum((one) => one.stopped)} of stopped VMs), ` +
    `${sum((one) => one.observations)} observations beside them, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);
if (left.length > 0) console.log(`${left.length} of ${count} are left`);
console.log(`${wrong} ended otherwise than empty and in maintenance`);
process.exitCode = wrong > 0 ? 1 : 0;
