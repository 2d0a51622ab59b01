import { loadavg } from 'node:os';
import { createLab, whyNoLab } from '../lab/create-lab.ts';
import { measureMoves, type Way } from './connections/move-time.ts';
import { addressesOf, measureObservations, type ObservationCost } from './connections/observation-cost.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment, versionOf } from './report/environment.ts';
import { type Figure, judgeAtMost, printFigures, statusOf } from './report/figures.ts';
import { markdownTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- connections [--moves N] [--hosts N] [--rounds N] [--json] [--dry]

What connections to hosts cost, in a lab of its own: moves over SSH and TLS beside a socket, and looks at many hosts over SSH.
  --moves N   moves of each way (12)
  --hosts N   addresses that are looked at (64)
  --rounds N  looks at each, one every 15 s (4)
  --dry       do not write docs/benchmarks.md`;

/** The target figures. */
const AIMS = { addedSeconds: 0.3, cores: 0.1 };

interface Measured {
  moves: Record<Way, number>; // median seconds
  kept: ObservationCost;
  fresh: ObservationCost;
}

/** Prints and records the cost of connections. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  const reason = whyNoLab();
  if (options === null || reason) {
    console.error(reason ?? USAGE);
    return 2;
  }
  const lab = createLab({ name: 'connect', hosts: 2 });
  await lab.down(); // leftovers of an interrupted run
  await lab.up();
  process.env.PATH = `${lab.console.bin}:${process.env.PATH}`; // SSH and TLS need the network of the console, where virsh runs
  try {
    const load = loadavg()[0] ?? 0;
    const seconds = await measureMoves(lab, options.moves);
    for (const host of lab.hosts) {
      await lab.faults.stopSshd(host);
      await lab.faults.startSshd(host, ['MaxStartups=100']); // one host represents many
    }
    const hosts = addressesOf(lab, options.hosts);
    const measured: Measured = {
      moves: {
        socket: medianOf(seconds.socket),
        ssh: medianOf(seconds.ssh),
        tls: medianOf(seconds.tls),
        'ssh-and-peers': medianOf(seconds['ssh-and-peers']),
      },
      kept: await measureObservations(hosts, 'kept', options.rounds),
      fresh: await measureObservations(hosts, 'anew', options.rounds),
    };
    const figures = figuresOf(measured);
    if (options.json) printFigures(figures);
    else console.log(tableOf(figures));
    if (!options.dry)
      await writeSection('connections', await sectionOf(args, options, measured, figures, load));
    return statusOf(figures);
  } finally {
    await lab.down();
  }
}

function parse(args: string[]) {
  const values = parseCall(args, {
    moves: { type: 'string', default: '12' },
    hosts: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const [moves, hosts, rounds] = [Number(values.moves), Number(values.hosts), Number(values.rounds)];
  return areCounts(moves, hosts, rounds) ? { ...values, moves, hosts, rounds } : null;
}

const medianOf = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function figuresOf({ moves, kept, fresh }: Measured): Figure[] {
  const added = (id: string, way: Way): Figure => {
    const value = moves[way] - moves.socket;
    const aim = AIMS.addedSeconds;
    const verdict = judgeAtMost(value, { pass: aim, aim });
    return { id, value: round(value), unit: 's', pass: `${aim} s`, aim: `${aim} s`, verdict };
  };
  const plain = (id: string, value: number, unit: string): Figure => ({
    id,
    value: round(value),
    unit,
    pass: '',
    aim: '',
    verdict: 'none',
  });
  return [
    added('move-added-over-ssh', 'ssh'),
    added('move-added-over-tls', 'tls'),
    {
      id: 'observations-over-kept-connections',
      value: round(kept.cores),
      unit: 'cores',
      pass: `${AIMS.cores} cores`,
      aim: `${AIMS.cores} cores`,
      verdict: judgeAtMost(kept.cores, { pass: AIMS.cores, aim: AIMS.cores }),
    },
    {
      id: 'observations-unanswered-over-kept-connections',
      value: kept.unanswered,
      unit: '',
      pass: '0',
      aim: '0',
      verdict: judgeAtMost(kept.unanswered, { pass: 0, aim: 0 }),
    },
    // these connections cannot be kept open: libvirt opens one for each migration
    plain('move-added-over-ssh-hosts-too', moves['ssh-and-peers'] - moves.socket, 's'),
    plain('observations-over-new-connections', fresh.cores, 'cores'),
    plain('observations-unanswered-over-new-connections', fresh.unanswered, ''),
    plain('observation-over-kept-connection', kept.medianMs / 1000, 's'),
    plain('observation-over-new-connection', fresh.medianMs / 1000, 's'),
  ];
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

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

async function sectionOf(
  args: string[],
  { moves, hosts, rounds }: { moves: number; hosts: number; rounds: number },
  measured: Measured,
  figures: readonly Figure[],
  load: number,
): Promise<string> {
  const command = ['npm run bench -- connections', ...args].join(' ');
  const ssh = await versionOf('sh', ['-c', 'ssh -V 2>&1']);
  const environment = readEnvironment(command, { virsh: (await versionOf('virsh', ['-v'])) ?? '' });
  const { socket } = measured.moves;
  return `## Connections

${describeEnvironment(environment)} ${ssh ?? ''}. Load average at the beginning: ${load.toFixed(1)}.

Two hosts of the lab. A move of an idle guest, from the order to its reported end, took ${socket.toFixed(2)} s over a socket
(median of ${moves}, in alternating directions); the first figures are what Ballast's connection added to that. Where the hosts use SSH among themselves as well,
libvirt opens a new connection for each move; Ballast cannot keep it open. Observations: ${hosts} addresses, each with its own connections, all observed every 15 s over
SSH, ${rounds} times after a first one; CPU time of Ballast with all its virsh and ssh processes. For comparison, the same observations with a new connection for each request.

${tableOf(figures)}`;
}
