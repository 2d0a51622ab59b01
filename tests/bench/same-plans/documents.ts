import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { families } from '../instances/families.ts';
import { makeInstance } from '../instances/make-instance.ts';

/** The requests for the instances, in turn, as policy files and intents. */
const ASKED: readonly object[] = [
  { policy: {} },
  { policy: { objective: 'spread', maxMoves: null, minGain: 0 } },
  { policy: { aggressiveness: 5, maxMoves: null, simultaneousMovesPerHost: 1 } },
  { policy: { objective: 'peak', maxMoves: 10, minGain: 0 } },
  { evacuate: 'h1' },
  {
    policy: {
      thresholds: { cpuPercent: 60, memoryPercent: 70 },
      balanceBy: 'assigned',
      memoryOvercommit: 1.2,
    },
  },
];

/** Every scenario of the project, and `count` generated instances with one request each, by name. */
export function documentsOf(scenarioFolder: string, count: number): Map<string, string> {
  const files = readdirSync(scenarioFolder, { recursive: true, encoding: 'utf8' });
  const scenarios = files
    .filter((name) => name.endsWith('.json'))
    .map((name): [string, string] => [
      name.replaceAll(path.sep, '-'),
      withoutExpectations(readFileSync(path.join(scenarioFolder, name), 'utf8')),
    ]);
  return new Map([...scenarios, ...Array.from({ length: count }, (_, number) => instance(number))]);
}

/** What a scenario expects does not change its plan, and another checkout may have other words for it. */
const withoutExpectations = (text: string): string => JSON.stringify({ ...JSON.parse(text), expect: {} });

function instance(number: number): [string, string] {
  const family = families[number % families.length] ?? 'skew';
  const seed = Math.floor(number / families.length) + 1;
  const size = number % 3 === 0 ? { hosts: 8, vms: 60 } : { hosts: 4, vms: 20 };
  const asked = ASKED[number % ASKED.length];
  const snapshot = makeInstance({ family, ...size, seed });
  const document = { about: 'generated', snapshot, ...asked, expect: {} };
  return [`instance-${family}-${size.hosts}x${size.vms}-${seed}-${number}.json`, JSON.stringify(document)];
}
