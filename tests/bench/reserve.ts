import { highsVersion } from './referees/solve.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';
import { countClusters, failureClusters } from './reserve/clusters.ts';
import { type JudgedCluster, type JudgedCount, judgeCluster, judgeCount } from './reserve/judge-clusters.ts';
import {
  countHead,
  countLines,
  failureHead,
  failureLines,
  reserveFigures,
  reserveSection,
} from './reserve/section.ts';

const USAGE = `Usage: npm run -s bench -- reserve [--clusters N] [--seed N] [--json] [--dry]

Whether a cluster survives the failure of one host, and how many more VMs fit then, against HiGHS.
  --clusters N  of each size, and for counting (20; fewer: the page is not written)
  --seed N      of the first cluster (1001)
  --json        print the figures as JSON
  --dry         do not write docs/benchmarks.md`;

const USUAL_CLUSTERS = 20;

/** Judges seeded clusters that are nearly too full. The exit status is 1 if a target was missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const failures: JudgedCluster[] = [];
  for (const { judged, ...cluster } of failureClusters(options)) {
    console.error(`reserve: ${cluster.family} ${cluster.hosts}x${cluster.vms} ${cluster.seed}`);
    failures.push(await judgeCluster(cluster, judged));
  }
  const counts: JudgedCount[] = [];
  for (const { sizeMiB, ...cluster } of countClusters(options)) {
    console.error(`reserve: more VMs of ${sizeMiB} MiB in ${cluster.family} ${cluster.seed}`);
    counts.push(await judgeCount(cluster, sizeMiB));
  }
  const figures = reserveFigures(failures, counts);
  if (options.json) printFigures(figures);
  else {
    console.log(textTable(failureHead, failureLines(failures)));
    console.log(textTable(countHead, countLines(counts)));
  }
  const command = ['npm run bench -- reserve', ...args].join(' ');
  if (!options.dry && options.clusters >= USUAL_CLUSTERS) {
    const environment = readEnvironment(command, { highs: await highsVersion() });
    await writeSection('reserve', reserveSection(environment, figures, { failures, counts }));
  }
  return statusOf(figures);
}

function parse(args: string[]) {
  const values = parseCall(args, {
    clusters: { type: 'string', default: String(USUAL_CLUSTERS) },
    seed: { type: 'string', default: '1001' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const [clusters, seed] = [Number(values.clusters), Number(values.seed)];
  return areCounts(clusters, seed) ? { ...values, clusters, seed } : null;
}
