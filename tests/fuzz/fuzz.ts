/**
 * `npm run test:fuzz`: sends hostile values to every page, query parameter, route and action of the built console, without a session, as viewer and as administrator.
 * No response may be a server error or contain a secret, and the log and the audit trail must stay small. A request
 * that violates this is shrunk, and printed with the options that reproduce it.
 */
import fs from 'node:fs';
import fc from 'fast-check';
import { readCall, refuseCall } from '../run/call.ts';
import { openInstallation } from './installation.ts';
import { faultOf, faultsOfKept, whatIsKept } from './judge.ts';
import { type HostileRequest, hostileRequests } from './requests.ts';
import { send } from './send.ts';
import { readSurface } from './surface.ts';

const USAGE = `Usage: npm run test:fuzz -- [options]

  --seed N      of the first lane (1)
  --requests M  how many (3000)
  --lanes K     sent at the same time (4)
  --path P      with --seed: sends one request again
  --json FILE   writes the counts to this file`;

const values = readCall(USAGE, {
  seed: { type: 'string', default: '1' },
  requests: { type: 'string', default: '3000' },
  lanes: { type: 'string', default: '4' },
  path: { type: 'string' },
  json: { type: 'string' },
});
const wholeNumber = (name: 'seed' | 'requests' | 'lanes'): number => {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given >= (name === 'seed' ? 0 : 1)) return given;
  return refuseCall(USAGE, `--${name}: found ${values[name]}, expected a whole number`);
};
const seed = wholeNumber('seed');
const wanted = wholeNumber('requests');
const lanes = values.path === undefined ? wholeNumber('lanes') : 1;

const surface = readSurface();
const installation = await openInstallation();
const requests = hostileRequests(surface, installation.ids);
const statuses = new Map<number, number>();
const slowest: { ms: number; what: string }[] = [];
let sent = 0;

const nameOf = ({ visitor, method, target, headers }: HostileRequest): string => {
  const action = headers.find(([name]) => name === 'Next-Action')?.[1];
  return `${method} ${target.slice(0, 80)}${action ? ` (action ${action.slice(0, 8)})` : ''} as ${visitor}`;
};

async function play(request: HostileRequest): Promise<void> {
  const cookie = await installation.cookieOf(request.visitor);
  const answer = await send(installation.port, request, cookie);
  sent += 1;
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  slowest.push({ ms: answer.ms, what: nameOf(request) });
  slowest.sort((a, b) => b.ms - a.ms).splice(10);
  const fault = faultOf(request, answer);
  if (fault) throw new Error(fault);
}

/** Sends the requests of this lane, with its own seed. Returns the report of the first violation, or null if there is none. */
async function playLane(number: number): Promise<string | null> {
  const found = await fc.check(fc.asyncProperty(requests, play), {
    seed: values.path === undefined ? seed + number : seed,
    numRuns: Math.ceil((wanted - number) / lanes),
    path: values.path ?? '',
  });
  if (!found.failed) return null;
  const { errorInstance: error } = found;
  return [
    `Broken by --seed ${found.seed} --path ${found.counterexamplePath} (shrunk ${found.numShrinks} times):`,
    JSON.stringify(found.counterexample?.[0]),
    error instanceof Error ? error.message : String(error),
  ].join('\n');
}

const startedAt = performance.now();
try {
  const before = await whatIsKept(installation);
  const reports = await Promise.all(Array.from({ length: lanes }, (_, number) => playLane(number)));
  const after = await whatIsKept(installation);
  const broken = [
    ...reports.filter((report) => report !== null),
    ...faultsOfKept(before, after, sent, installation.logFolder),
  ];
  for (const report of broken) console.error(`\n${report}`);
  const { pages, routes, actions, parameters } = surface;
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`\nseed ${seed}, ${lanes} lanes, ${seconds.toFixed(0)} s`);
  console.log(
    `${pages.length} pages, ${routes.length} routes, ${actions.length} actions, ${parameters.length} query parameters`,
  );
  console.log(
    [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
  );
  console.log(
    `log +${after.logBytes - before.logBytes} bytes, audit +${after.auditRows - before.auditRows} rows, +${after.auditBytes - before.auditBytes} bytes`,
  );
  for (const { ms, what } of slowest) console.log(`${ms.toFixed(0).padStart(6)} ms  ${what}`);
  console.log(`${sent} requests sent, ${broken.length} faults`);
  if (values.json)
    fs.writeFileSync(
      values.json,
      JSON.stringify({ passed: Math.max(0, sent - broken.length), failed: broken.length }),
    );
  if (broken.length > 0) process.exitCode = 1;
} finally {
  await installation.close();
}
