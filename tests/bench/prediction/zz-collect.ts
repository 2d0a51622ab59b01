import { writeFile } from 'node:fs/promises';
import { Random } from '../instances/random.ts';
import { collect } from './collect.ts';
import { schedule } from './schedule.ts';

const [count = '54', file = '/tmp/obs.json', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));
const observations: unknown[] = [];
await collect(schedule(random, Number(count)), { random, log: console.log }, async (o) => {
  observations.push(o);
  await writeFile(
    file,
    JSON.stringify({ takenAt: new Date().toISOString(), seed: Number(seed), observations }, null, 1),
  );
});
