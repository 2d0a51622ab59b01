import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './create-lab.ts';
import type { GuestReport } from './heartbeats.ts';
import { nowMs } from './witness.ts';

/**
 * The kinds of guests that `up` starts, in turn. Those of the first host have more load, so that there is something
 * to balance.
 */
const KINDS = [
  { kind: 'web', busy: { cpuPercent: 30 }, calm: { cpuPercent: 4 } },
  { kind: 'app', busy: { cpuPercent: 20 }, calm: { cpuPercent: 2 } },
  { kind: 'db', busy: { cpuPercent: 10, dirtyMiBps: 4 }, calm: { cpuPercent: 1, dirtyMiBps: 1 } },
  { kind: 'job', busy: { cpuPercent: 10 }, calm: {} },
] as const;

/** Starts the guests that belong to `up` and run nowhere yet. */
export async function startDemoGuests(lab: Lab, each: number): Promise<void> {
  const running = new Set((await lab.guests()).map((guest) => guest.name));
  const wanted = lab.hosts.flatMap((host, hostIndex) =>
    Array.from({ length: each }, (_, index) => {
      const kind = KINDS[index % KINDS.length] ?? KINDS[0];
      const number = hostIndex + 1 + lab.hosts.length * Math.floor(index / KINDS.length);
      return { name: `${kind.kind}-${number}`, host, ...(hostIndex === 0 ? kind.busy : kind.calm) };
    }),
  );
  const missing = wanted.filter((guest) => !running.has(guest.name));
  if (missing.length > 0) console.log(`Starting ${missing.length} guests ...`);
  await Promise.all(missing.map((guest) => lab.addGuest(guest)));
}

function describeHealth(report: GuestReport, seconds: number): string {
  if (report.beats === 0) return 'no heartbeat';
  const rate = Math.round(report.beats / seconds);
  const errors = report.memoryErrors > 0 ? `, ${report.memoryErrors} PAGES CORRUPTED` : '';
  return `${rate} heartbeats/s, longest gap ${report.longestGapMs} ms, up ${(report.uptimeMs / 1000).toFixed(0)} s${errors}`;
}

/** Prints hosts and guests; the exit code is 1 when a host or a running guest is silent. */
export async function printStatus(lab: Lab): Promise<number> {
  const seconds = 2;
  const witness = await lab.witness();
  try {
    const fromMs = nowMs();
    if ((await lab.guests()).length > 0) await sleep(seconds * 1000);
    const toMs = nowMs();
    const [guests, answers] = await Promise.all([lab.guests(), Promise.all(lab.hosts.map(lab.isAnswering))]);
    let silent = 0;
    for (const [index, host] of lab.hosts.entries()) {
      const isUp = answers[index] === true;
      if (!isUp) silent++;
      console.log(`${host}  ${isUp ? 'up' : 'DOES NOT ANSWER'}  ${lab.uri(host)}`);
      for (const guest of guests.filter((one) => one.host === host)) {
        const report = witness.report(guest.name, { fromMs, toMs });
        if (guest.state === 'running' && report.beats === 0) silent++;
        console.log(
          `  ${guest.name.padEnd(8)} ${guest.state.padEnd(8)} ${describeHealth(report, (toMs - fromMs) / 1000)}`,
        );
      }
    }
    return silent === 0 ? 0 : 1;
  } finally {
    witness.close();
  }
}

/** Prints the commands that show the lab in Ballast. */
export function printHowToConnect(lab: Lab): void {
  const hosts = lab.hosts.map((host) => `    --host '${host}=${lab.uri(host)}'`).join(' \\\n');
  console.log(`
To see it in Ballast: run Ballast on this machine as root, and beside it

  npm run -s ballast -- cluster add ${lab.name} --driver libvirt \\
${hosts}

or add the same addresses under Settings. Then migrate a guest or evacuate a host, and watch it from here:

  watch -n 2 npm run -s lab -- status`);
}

/** Moves every running guest once to the next host. The exit code is 1 if one was lost, restarted or corrupted. */
export async function checkLab(lab: Lab): Promise<number> {
  const guests = (await lab.guests()).filter((guest) => guest.state === 'running');
  const witness = await lab.witness();
  let bad = 0;
  try {
    for (const { name, host } of guests) {
      const before = await witness.waitFor(name);
      const to = lab.hosts[(lab.hosts.indexOf(host) + 1) % lab.hosts.length] ?? host;
      const fromMs = nowMs();
      await lab.migrate(name, to);
      const tookMs = nowMs() - fromMs;
      await sleep(1000);
      const report = witness.report(name, { fromMs });
      const place = (await lab.guests()).filter((guest) => guest.name === name);
      const isWhole =
        report.wentOn &&
        report.memoryErrors === 0 &&
        report.bootIds.every((bootId) => bootId === before.bootId) &&
        place.map((guest) => `${guest.host} ${guest.state}`).join() === `${to} running`;
      if (!isWhole) bad++;
      console.log(
        `${name.padEnd(8)} ${host} -> ${to}  ${(tookMs / 1000).toFixed(1)} s, gap ${report.longestGapMs} ms, ` +
          `boot ${before.bootId.slice(0, 8)} -> ${report.bootIds.map((bootId) => bootId.slice(0, 8)).join()}, ` +
          `${report.lost} heartbeats lost: ${isWhole ? 'whole' : 'NOT WHOLE'}`,
      );
    }
  } finally {
    witness.close();
  }
  console.log(`${guests.length} guests moved, ${bad} of them not whole.`);
  return bad === 0 ? 0 : 1;
}
