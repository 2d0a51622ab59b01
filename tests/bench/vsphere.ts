import { loadavg } from 'node:os';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import { vsphereDescriptor } from '../../lib/drivers/vsphere/descriptor.ts';
import { ManagerFigures } from '../../lib/model/manager-figures.ts';
import { present } from '../../lib/model/present.ts';
import { PASSWORD, startVcenter, USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment } from './report/environment.ts';
import { type Figure, judgeAtMost, printFigures, statusOf } from './report/figures.ts';
import { markdownTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- vsphere [--hosts N] [--vms N] [--readings N] [--json] [--dry]

What it costs to observe a large cluster of the simulated vCenter.
  --hosts N     hosts (128)
  --vms N       VMs (5000)
  --readings N  readings after the first (8)
  --figures F   summary, or samples of the performance statistics (summary)
  --dry         do not write docs/benchmarks.md`;

const INTERVAL_SECONDS = 15;
/** The target figures: a reading must be cheap, and the first one must not keep anybody waiting. */
const AIMS = { firstSeconds: 6, coreShare: 0.1 };

interface Measured {
  firstSeconds: number;
  seconds: number; // median of the others
  cpuSeconds: number; // of this process, for each of the others
}

/** Prints and records the figures. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  const reason = whyNoVcenter();
  if (options === null || reason !== undefined) {
    console.error(reason ?? USAGE);
    return 2;
  }
  const load = loadavg()[0] ?? 0;
  const vcenter = await startVcenter({ clusters: 1, hosts: options.hosts, vms: options.vms });
  try {
    const measured = await measure(vcenter, options);
    const figures = figuresOf(measured);
    if (options.json) printFigures(figures);
    else console.log(tableOf(figures));
    if (!options.dry) await writeSection('vsphere', sectionOf(args, options, measured, figures, load));
    return statusOf(figures);
  } finally {
    await vcenter.close();
  }
}

function parse(args: string[]) {
  const values = parseCall(args, {
    hosts: { type: 'string', default: '128' },
    vms: { type: 'string', default: '5000' },
    readings: { type: 'string', default: '8' },
    figures: { type: 'string', default: 'summary' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const [hosts, vms, readings] = [Number(values.hosts), Number(values.vms), Number(values.readings)];
  const figures = ManagerFigures.safeParse(values.figures).data;
  return figures && areCounts(hosts, vms, readings) ? { ...values, hosts, vms, readings, figures } : null;
}

async function measure(
  vcenter: Vcenter,
  { readings, figures }: { readings: number; figures: ManagerFigures },
): Promise<Measured> {
  const endpoint = {
    address: vcenter.address,
    user: USER,
    secret: PASSWORD,
    fingerprint: vcenter.fingerprint,
  };
  const [cluster] = await present(vsphereDescriptor.endpoint, 'endpoint').listClusters(endpoint);
  const setup = {
    endpoint,
    config: { ...cluster?.config, figures },
    log: createMemoryLog(),
    clock: { now: () => new Date() },
  };
  const finder = vsphereDescriptor.create({ ...setup, hosts: [] });
  const hosts = (await finder.discoverHosts()).map((host) => ({ ...host, hostId: host.name }));
  await finder.close();
  const driver = vsphereDescriptor.create({ ...setup, hosts });
  const hostIds = hosts.map(({ hostId }) => hostId);
  const read = async (): Promise<number> => {
    const begun = performance.now();
    const seen = await driver.observeCluster(hostIds);
    const silent = seen.hosts.filter((reading) => 'error' in reading).length;
    if (silent > 0) throw new Error(`${silent} hosts did not answer`);
    return (performance.now() - begun) / 1000;
  };
  const firstSeconds = await read();
  const before = process.cpuUsage();
  const seconds: number[] = [];
  for (let n = 0; n < readings; n++) seconds.push(await read());
  const used = process.cpuUsage(before);
  await driver.close();
  return {
    firstSeconds,
    seconds: seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0,
    cpuSeconds: (used.user + used.system) / 1e6 / readings,
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function figuresOf({ firstSeconds, seconds, cpuSeconds }: Measured): Figure[] {
  const aimed = (id: string, value: number, unit: string, aim: number): Figure => ({
    id,
    value: round(value),
    unit,
    pass: `${aim} ${unit}`,
    aim: `${aim} ${unit}`,
    verdict: judgeAtMost(value, { pass: aim, aim }),
  });
  return [
    aimed('first-reading', firstSeconds, 's', AIMS.firstSeconds),
    aimed('cores-at-15-s', cpuSeconds / INTERVAL_SECONDS, 'cores', AIMS.coreShare),
    { id: 'further-reading', value: round(seconds), unit: 's', pass: '', aim: '', verdict: 'none' },
  ];
}

const tableOf = (figures: readonly Figure[]): string =>
  markdownTable(
    ['figure', 'measured', 'aim', 'verdict'],
    figures.map(({ id, value, unit, aim, verdict }) => [
      id,
      `${value} ${unit}`,
      aim || '-',
      verdict === 'none' ? 'for comparison' : verdict,
    ]),
  );

function sectionOf(
  args: string[],
  { hosts, vms, readings }: { hosts: number; vms: number; readings: number },
  { cpuSeconds }: Measured,
  figures: readonly Figure[],
  load: number,
): string {
  const environment = readEnvironment(['npm run bench -- vsphere', ...args].join(' '), {});
  return `## vSphere

${describeEnvironment(environment)} Load average at the beginning: ${load.toFixed(1)}.

One cluster of the simulated vCenter with ${hosts} hosts and ${vms} VMs, read ${readings + 1} times by the driver. A further reading took ${cpuSeconds.toFixed(2)} s of
CPU time, which is divided by the interval of ${INTERVAL_SECONDS} s. The vCenter runs on the same machine.

${tableOf(figures)}`;
}
