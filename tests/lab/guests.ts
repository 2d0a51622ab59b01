import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkGuest, type GuestLoad, type GuestSpec, guestXml, loadWords } from './guest-domain.ts';
import { hostUri, isAnswering, virsh } from './hosts.ts';
import { type LabLayout, uuidOf } from './layout.ts';
import { openWitness } from './witness.ts';

/** A guest as one host lists it. During a move, two hosts list the guest. */
export interface PlacedGuest {
  name: string;
  uuid: string;
  host: string;
  /** libvirt's state: `running`, `paused`, `shut off`, ... */
  state: string;
}

/** The guests in the output of `virsh -q list --all`. */
export function parseGuestList(text: string): { name: string; state: string }[] {
  return text
    .split('\n')
    .map((line) => /^\s*(?:\d+|-)\s+(\S+)\s+(.+?)\s*$/.exec(line))
    .flatMap((match) => (match?.[1] && match[2] ? [{ name: match[1], state: match[2] }] : []));
}

/** The folders of the guests' descriptions and consoles. */
export const guestsDir = (layout: LabLayout): string => join(layout.runDir, 'guests');

const labId = (layout: LabLayout): string => `${layout.dir}/${layout.name}`;

/** All guests on all hosts that respond. */
export async function listGuests(layout: LabLayout): Promise<PlacedGuest[]> {
  const lists = await Promise.all(
    layout.hosts.map(async (host) => {
      if (!(await isAnswering(layout, host))) return [];
      const guests = parseGuestList(await virsh(layout, host, ['list', '--all']));
      return guests.map((guest) => ({ ...guest, uuid: uuidOf(labId(layout), guest.name), host }));
    }),
  );
  return lists
    .flat()
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.host.localeCompare(b.host, 'en'));
}

/** Defines and starts a guest, and waits for its first heartbeat. */
export async function startGuest(
  layout: LabLayout,
  host: string,
  spec: GuestSpec,
  image: { kernel: string; initrd: string },
): Promise<PlacedGuest> {
  checkGuest(spec);
  const folder = guestsDir(layout);
  const consoleLog = join(folder, `${spec.name}.log`);
  const xmlFile = join(folder, `${spec.name}.xml`);
  writeFileSync(xmlFile, guestXml({ lab: labId(layout), spec, ...image, consoleLog }));
  const witness = await openWitness(layout.collectorSocket);
  try {
    await virsh(layout, host, ['define', xmlFile]);
    await virsh(layout, host, ['start', spec.name]);
    await witness.waitFor(spec.name, undefined, 600);
  } finally {
    witness.close();
  }
  return { name: spec.name, uuid: uuidOf(labId(layout), spec.name), host, state: 'running' };
}

/** Destroys and undefines a guest wherever it is. */
export async function dropGuest(layout: LabLayout, name: string): Promise<void> {
  const places = (await listGuests(layout)).filter((guest) => guest.name === name);
  for (const { host, state } of places) {
    if (state !== 'shut off') await virsh(layout, host, ['destroy', name]);
    await virsh(layout, host, ['undefine', name]).catch(() => undefined); // transient guests disappear by themselves
  }
}

/** Changes the load of a guest, and waits until its heartbeats confirm it. */
export async function changeLoad(layout: LabLayout, name: string, change: Partial<GuestLoad>): Promise<void> {
  const witness = await openWitness(layout.collectorSocket);
  try {
    const now = await witness.waitFor(name);
    const load: GuestLoad = {
      cpuPercent: now.cpuPercent,
      dirtyMiBps: now.dirtyMiBps,
      workingSetMiB: now.workingSetMiB,
      heartbeatMs: now.everyMs,
      ...change,
    };
    checkGuest({ name, memoryMiB: now.memoryMiB, ...load });
    const isSet = (beat: typeof now) =>
      beat.cpuPercent === load.cpuPercent &&
      beat.dirtyMiBps === load.dirtyMiBps &&
      beat.workingSetMiB === load.workingSetMiB &&
      beat.everyMs === load.heartbeatMs;
    for (let tries = 1; ; tries++) {
      witness.order({ guest: name, words: loadWords(load).join(' ') }); // a datagram may be lost
      const met = await witness.waitFor(name, isSet, 3).catch(() => undefined);
      if (met) return;
      if (tries === 10) throw new Error(`${name} does not take its new load.`);
    }
  } finally {
    witness.close();
  }
}

/** Moves a running guest live with virsh, as an administrator would by hand, and returns its former host. */
export async function moveGuest(layout: LabLayout, name: string, to: string): Promise<string> {
  const from = (await listGuests(layout)).find(
    (guest) => guest.name === name && guest.state === 'running',
  )?.host;
  if (!from) throw new Error(`${name} runs nowhere in this lab.`);
  const how = ['--live', '--p2p', '--persistent', '--undefinesource'];
  await virsh(layout, from, ['migrate', ...how, name, hostUri(layout, to)]);
  return from;
}
