import { parseArgs } from 'node:util';
import { createLab, type Lab, whyNoLab } from './create-lab.ts';
import { checkLab, printHowToConnect, printStatus, startDemoGuests } from './lab-commands.ts';

const HELP = `npm run lab -- COMMAND

  up [--hosts 3] [--guests 3] [--host-memory 2048]   start hosts, and so many guests on each (what runs is left alone)
  status                                             hosts, guests, heartbeats
  guest NAME HOST [--memory 96] [--cpu 0] [--dirty 0] [--working-set 16]
                                                     start one more guest (MiB, %, MiB/s, MiB)
  load NAME [--cpu %] [--dirty MiB/s] [--working-set MiB]
                                                     change what a guest does
  check                                              move every guest once with virsh, and report the heartbeat gaps
  down                                               end and remove everything but the caches

Environment: BALLAST_LAB_DIR (default: ballast-lab in the temporary folder; keep it short), BALLAST_LAB_NAME (lab).
`;

const OPTIONS = {
  hosts: { type: 'string' },
  guests: { type: 'string' },
  'host-memory': { type: 'string' },
  memory: { type: 'string' },
  cpu: { type: 'string' },
  dirty: { type: 'string' },
  'working-set': { type: 'string' },
} as const;

type Values = { [Key in keyof typeof OPTIONS]?: string };

/** The named options as numbers, by name. Options that were not given are omitted. */
function numbers<Name extends string>(
  values: Values,
  names: Record<Name, keyof Values>,
): { [Key in Name]?: number } {
  const found: { [Key in Name]?: number } = {};
  for (const [name, option] of Object.entries(names) as [Name, keyof Values][]) {
    const text = values[option];
    if (text === undefined) continue;
    const value = Number(text);
    if (text === '' || !Number.isFinite(value) || value < 0)
      throw new Error(`--${option} is a number, not "${text}".`);
    found[name] = value;
  }
  return found;
}

function labFor(values: Values): Lab {
  const name = process.env.BALLAST_LAB_NAME;
  return createLab({
    ...(name ? { name } : {}),
    ...numbers(values, { hosts: 'hosts', hostMemoryMiB: 'host-memory' }),
    log: (line) => console.log(line),
  });
}

function requireUp(lab: Lab): void {
  if (!lab.isUp()) throw new Error(`The lab is not up. Start it: npm run lab -- up`);
}

const loadOptions = { cpuPercent: 'cpu', dirtyMiBps: 'dirty', workingSetMiB: 'working-set' } as const;

async function runCommand(command: string, words: string[], values: Values): Promise<number> {
  const lab = labFor(values);
  const [guest, host] = words;
  if (command === 'up') {
    await lab.up();
    const { each } = { each: 3, ...numbers(values, { each: 'guests' }) };
    await startDemoGuests(lab, each);
    await printStatus(lab);
    printHowToConnect(lab);
    return 0;
  }
  if (command === 'down') {
    await lab.down();
    console.log('The lab is down.');
    return 0;
  }
  requireUp(lab);
  if (command === 'status') return printStatus(lab);
  if (command === 'check') return checkLab(lab);
  if (command === 'guest' && guest && host) {
    await lab.addGuest({ name: guest, host, ...numbers(values, { memoryMiB: 'memory', ...loadOptions }) });
    console.log(`${guest} runs on ${host}.`);
    return 0;
  }
  if (command === 'load' && guest) {
    await lab.setLoad(guest, numbers(values, loadOptions));
    console.log(`${guest} has its new load.`);
    return 0;
  }
  console.error(HELP);
  return 1;
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command, ...words] = positionals;
  if (!command || command === 'help') {
    console.log(HELP);
    return command ? 0 : 1;
  }
  const reason = whyNoLab();
  if (reason) throw new Error(reason);
  return runCommand(command, words, values);
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
