import { countMoreVms } from '../../../lib/engine/reserve/count-more.ts';
import { type FailureOutcome, surviveEachFailure } from '../../../lib/engine/reserve/survive-failure.ts';
import { Policy } from '../../../lib/model/policy.ts';
import type { Family } from '../instances/families.ts';
import { makeInstance } from '../instances/make-instance.ts';
import { Random } from '../instances/random.ts';
import type { Size } from '../instances/size.ts';
import { mostVmsByHighs, type Survival, survivesByHighs } from './restart-program.ts';

export interface ReserveCluster extends Size {
  readonly family: Family;
  readonly seed: number;
}

/** A failure of one host, as Ballast and HiGHS judge it. */
export interface JudgedFailure {
  readonly ours: boolean; // survived
  readonly isProved: boolean; // ours
  readonly highs: Survival;
}

export interface JudgedCluster {
  readonly cluster: ReserveCluster;
  readonly seconds: number; // CPU time for all hosts, one failure each
  readonly failures: readonly JudgedFailure[]; // of some of its hosts
}

export interface JudgedCount {
  readonly cluster: ReserveCluster;
  readonly sizeMiB: number;
  readonly seconds: number;
  readonly ours: number;
  readonly highs: { found: number; bound: number } | null; // null: HiGHS found none in its time
}

const policy = Policy.parse({});
const CPU_LIMIT_SECONDS = 10;

/** Asks Ballast about every host, and HiGHS about some of them. */
export async function judgeCluster(cluster: ReserveCluster, judged: number): Promise<JudgedCluster> {
  const snapshot = makeInstance(cluster);
  const [outcomes, seconds] = timed(() => surviveEachFailure(snapshot, policy));
  const failures: JudgedFailure[] = [];
  for (const outcome of new Random(cluster.seed).shuffle(outcomes).slice(0, judged))
    failures.push(await judgeFailure(outcome));
  return { cluster, seconds, failures };

  async function judgeFailure({ hostIds, verdict }: FailureOutcome): Promise<JudgedFailure> {
    const [hostId = ''] = hostIds;
    const highs = await survivesByHighs(snapshot, hostId, CPU_LIMIT_SECONDS);
    return { ours: verdict === 'found', isProved: verdict !== 'spent', highs };
  }
}

const COUNT_LIMIT_SECONDS = 60;

/** Counts how many more VMs fit, by Ballast and by HiGHS. */
export async function judgeCount(cluster: ReserveCluster, sizeMiB: number): Promise<JudgedCount> {
  const snapshot = makeInstance(cluster);
  const size = { vcpus: 1, memoryMiB: sizeMiB, overheadMiB: 0 };
  const [ours, seconds] = timed(() => countMoreVms(snapshot, policy, size));
  const highs = await mostVmsByHighs(snapshot, sizeMiB, COUNT_LIMIT_SECONDS);
  return { cluster, sizeMiB, seconds, ours, highs };
}

function timed<T>(work: () => T): [T, number] {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return [result, (user + system) / 1e6];
}
