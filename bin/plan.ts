import { checkPlan } from '../lib/check/check-plan.ts';
import { planBalance } from '../lib/engine/balance.ts';
import { planEvacuation } from '../lib/engine/evacuate.ts';
import { countMoreVms } from '../lib/engine/reserve/count-more.ts';
import { surviveEachFailure } from '../lib/engine/reserve/survive-failure.ts';
import { Plan } from '../lib/model/plan.ts';
import type { Policy } from '../lib/model/policy.ts';
import { PolicyFile, policyFromFile } from '../lib/model/policy-file.ts';
import { Snapshot } from '../lib/model/snapshot.ts';
import type { CommandIo } from './io.ts';
import { type PlanArguments, parseArguments, usage } from './plan/arguments.ts';
import { checkReserves, chooseCluster } from './plan/choose-cluster.ts';
import { InputFaults, inputFault } from './plan/faults.ts';
import { readDocument } from './plan/read-document.ts';
import { describeFaults, describePlan, describeReserve, describeSoundPlan } from './plan/words.ts';

/**
 * `ballast plan balance|evacuate|reserve|check`: plans from files, without a database or a hypervisor (docs/snapshot.md).
 * Resolves with the exit status: 0 a plan or an answer was found, or the checked plan holds; 1 it does not; 2 the input is
 * wrong.
 */
export async function runPlanCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h') || argv[0] === 'help') {
    for (const line of usage) (argv.length === 0 ? io.err : io.out)(line);
    return argv.length === 0 ? 2 : 0;
  }
  try {
    const given = parseArguments(argv);
    const snapshot = await readSnapshot(given, io);
    const policy = await readPolicy(given, io);
    if (given.verb === 'check') return await check(given, snapshot, policy, io);
    return given.verb === 'reserve' ? judge(given, snapshot, policy, io) : make(given, snapshot, policy, io);
  } catch (error) {
    if (!(error instanceof InputFaults)) throw error;
    for (const line of error.lines) io.err(line);
    return 2;
  }
}

async function readSnapshot(given: PlanArguments, io: CommandIo): Promise<Snapshot> {
  const { file, value } = await readDocument(given.snapshot, Snapshot, io.stdin);
  checkReserves(file, value);
  return chooseCluster(file, value, given.cluster);
}

/** The policy of the file, changed by the flags. An objective given as a flag lifts the limits that the file does not state. */
async function readPolicy(given: PlanArguments, io: CommandIo): Promise<Policy> {
  const read = given.policy === undefined ? null : await readDocument(given.policy, PolicyFile, io.stdin);
  const policy = policyFromFile(read?.value ?? PolicyFile.parse({}));
  const isStated = (field: string) => typeof read?.raw === 'object' && read.raw !== null && field in read.raw;
  if (given.objective !== undefined) {
    policy.objective = given.objective;
    if (given.objective !== 'relieve') {
      if (!isStated('maxMoves')) policy.maxMoves = null;
      if (!isStated('minGain')) policy.minGain = 0;
    }
  }
  if (given.balanceBy !== undefined) policy.balanceBy = given.balanceBy;
  if (given.maxMoves !== undefined) policy.maxMoves = given.maxMoves;
  if (given.minGain !== undefined) policy.minGain = given.minGain;
  return policy;
}

/** The host to empty: its id, or its name where only one host has it, as in a saved live cluster. */
function chooseHost(given: string, { hosts }: Snapshot): string {
  const named = hosts.filter((host) => host.name === given);
  const found = hosts.find((host) => host.id === given) ?? (named.length === 1 ? named[0] : undefined);
  if (found) return found.id;
  const known = hosts.map((host) => host.name ?? host.id).slice(0, 10);
  const list = known.join(', ') + (hosts.length > known.length ? ', …' : '');
  const what = named.length > 1 ? 'the id of a host: several have this name' : 'the id or name of a host';
  throw inputFault('--host', JSON.stringify(given), `${what} (${list || 'the snapshot has none'})`);
}

function make(given: PlanArguments, snapshot: Snapshot, policy: Policy, io: CommandIo): number {
  const hostId = given.host === undefined ? undefined : chooseHost(given.host, snapshot);
  const start = performance.now();
  const plan =
    hostId === undefined ? planBalance(snapshot, policy) : planEvacuation(snapshot, policy, hostId);
  const planningMs = Math.round((performance.now() - start) * 10) / 10;
  if (given.json) io.out(JSON.stringify({ ...plan, planningMs }, null, 2));
  else {
    const kind = hostId === undefined ? 'balance' : 'evacuate';
    for (const line of describePlan(kind, snapshot, plan, hostId)) io.out(line);
  }
  return 0;
}

function judge(given: PlanArguments, snapshot: Snapshot, policy: Policy, io: CommandIo): number {
  const { moreMiB } = given;
  const failures = surviveEachFailure(snapshot, policy);
  const moreVms = moreMiB === undefined ? null : countMoreVms(snapshot, policy, vmOf(moreMiB));
  if (given.json) io.out(JSON.stringify({ failures, moreVms }, null, 2));
  else for (const line of describeReserve(snapshot, failures, { moreMiB, moreVms })) io.out(line);
  return 0;
}

/** Files state the overhead of each VM; one that is not there yet is given as what its host must hold for it. */
const vmOf = (memoryMiB: number) => ({ vcpus: 1, memoryMiB, overheadMiB: 0 });

async function check(
  given: PlanArguments,
  snapshot: Snapshot,
  policy: Policy,
  io: CommandIo,
): Promise<number> {
  const { value: plan } = await readDocument(given.plan ?? '-', Plan, io.stdin);
  const faults = checkPlan(snapshot, plan, policy);
  for (const line of describeFaults(faults)) io.out(line);
  if (faults.length === 0) io.out(describeSoundPlan(plan.moves.length));
  return faults.length === 0 ? 0 : 1;
}
