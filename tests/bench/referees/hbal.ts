import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { versionOf } from '../report/environment.ts';
import { type Figures, figuresOf, type Placement } from './figures.ts';
import { readHbalPlacement, writeHbal } from './hbal-format.ts';
import { runMeasured } from './run-measured.ts';

const PROGRAM = '/usr/bin/hbal';

export interface HbalResult extends Figures {
  readonly moves: number; // VMs that end on another host
  readonly cpuSeconds: number;
}

export interface HbalOptions {
  readonly toTheEnd?: boolean; // otherwise it stops when a step gains less than its default
  readonly maxMoves?: number;
}

/** hbal's result in the fair mode, evaluated by our own code. */
export async function askHbal(snapshot: Snapshot, options: HbalOptions = {}): Promise<HbalResult> {
  const { placement, cpuSeconds } = await runHbal(writeHbal(snapshot), [
    ...(options.toTheEnd ? ['-g', '0', '--min-gain-limit=0'] : []),
    ...(options.maxMoves === undefined ? [] : ['-l', String(options.maxMoves)]),
  ]);
  const moved = snapshot.vms.filter((vm) => (placement.get(vm.id) ?? vm.hostId) !== vm.hostId);
  return { ...figuresOf(snapshot, placement), moves: moved.length, cpuSeconds };
}

/** The host that hbal chooses for each VM, with its default rule for stopping. */
export async function placeByHbal(snapshot: Snapshot): Promise<{ placement: Placement; cpuSeconds: number }> {
  return runHbal(writeHbal(snapshot), []);
}

/** Whether hbal leaves no VM on the host, which is marked offline for it. */
export async function hbalEmpties(snapshot: Snapshot, hostId: string): Promise<boolean> {
  const { placement } = await runHbal(writeHbal(snapshot, hostId), ['-g', '0', '--min-gain-limit=0']);
  return ![...placement.values()].includes(hostId);
}

/** Null if ganeti-htools is not installed. */
export async function hbalVersion(): Promise<string | null> {
  return (await versionOf(PROGRAM, ['--version']))?.match(/version (\S+)/)?.[1] ?? null;
}

async function runHbal(
  text: string,
  options: string[],
): Promise<{ placement: Placement; cpuSeconds: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ballast-hbal-'));
  try {
    const [input, saved] = [path.join(folder, 'cluster'), path.join(folder, 'result')];
    await writeFile(input, text);
    const run = await runMeasured(PROGRAM, ['-t', input, '--ignore-dynu', '-S', saved, ...options]);
    return {
      placement: readHbalPlacement(await readFile(`${saved}.balanced`, 'utf8')),
      cpuSeconds: run.cpuSeconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
