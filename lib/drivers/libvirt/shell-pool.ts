import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { SILENT, type TimeLeft, timeLeft } from './deadline.ts';
import { CROWDED } from './failure-rules.ts';
import { hasLostHost } from './failures.ts';
import { createLane, type Lane } from './lane.ts';
import { createProcessBudget, type Place, type ProcessBudget } from './process-budget.ts';
import { createShell, type Shell } from './shell.ts';
import type { VirshResult } from './virsh-result.ts';

export interface ShellPool {
  /** Sends a request to a host, over an open connection if there is one. The result is `silent` if no time is left. */
  ask(uri: string, line: string, left: TimeLeft): Promise<VirshResult>;
  /** The same for a long command. After `forget`, nobody waits for its result. */
  begin(uri: string, line: string): { result: Promise<VirshResult>; forget(): void };
  /** Ends all idle connections. */
  close(): void;
}

/** The number of idle connections per host that stay open. A move uses one of them. */
const IDLE_PER_HOST = 2;
/** The pauses before a connection is opened again, if sshd reports that too many are being opened. */
const CROWDED_PAUSES_MS = [300, 900, 2000];

/** `budget`: for the processes of all pools together. */
export function createShellPool(
  open: (uri: string) => ChildProcess,
  {
    newLane = createLane,
    budget = createProcessBudget(),
  }: { newLane?: () => Lane; budget?: ProcessBudget } = {},
): ShellPool {
  const idle = new Map<string, Shell[]>();
  const places = new WeakMap<Shell, Place>();
  const openings = newLane();
  /** Hosts that did not answer last time have a lane of their own, so that they do not delay the others again. */
  const doubtful = newLane();
  const silent = new Set<string>();
  const perHost = new Map<string, LimitFunction>();
  /** The last failed opening of each host, and the number of the last request that waited for it. */
  const failed = new Map<string, { upTo: number; opened: Opened }>();
  let questions = 0;
  let isClosed = false;

  const take = (uri: string): Shell | null => {
    for (let shell = idle.get(uri)?.pop(); shell !== undefined; shell = idle.get(uri)?.pop()) {
      if (shell.isUsable()) {
        places.get(shell)?.reclaim();
        return shell;
      }
      shell.end();
    }
    return null;
  };
  const keep = (uri: string, shell: Shell) => {
    const waiting = idle.get(uri) ?? [];
    if (isClosed || !shell.isUsable() || waiting.length >= IDLE_PER_HOST) return shell.end();
    waiting.push(shell);
    idle.set(uri, waiting);
    places.get(shell)?.lend(shell.end);
  };
  const giveBack = (uri: string, shell: Shell, result: VirshResult | null) => {
    if (result !== null && !hasLostHost(result)) keep(uri, shell);
    else shell.end();
  };
  const openShell = (uri: string, place: Place): Shell => {
    try {
      const child = open(uri);
      for (const over of ['error', 'close']) child.once(over, place.release);
      const shell = createShell(child);
      places.set(shell, place);
      return shell;
    } catch (error) {
      place.release();
      throw error;
    }
  };
  const openOne = async (uri: string, left: TimeLeft): Promise<Opened> => {
    const lane = silent.has(uri) ? doubtful : openings;
    const opened = await lane(async () => {
      const waitMs = left();
      if (waitMs <= 0) return { shell: null, greeting: SILENT, isFair: false };
      const place = await budget.take(waitMs);
      if (place === null) return { shell: null, greeting: SILENT, isFair: false };
      const shell = openShell(uri, place);
      const greeting = await shell.ask("echo --str ''", Math.max(1, left()));
      if (greeting.isOk) return { shell, greeting, isFair: true };
      shell.end();
      return { shell: null, greeting, isFair: greeting.end !== 'silent' || waitMs >= FAIR_MS };
    });
    if (opened.greeting.end !== 'silent') silent.delete(uri);
    else if (opened.isFair) silent.add(uri);
    return opened;
  };
  const openPatiently = async (uri: string, left: TimeLeft): Promise<Opened> => {
    for (const pauseMs of CROWDED_PAUSES_MS) {
      const opened = await openOne(uri, left);
      if (!CROWDED.test(opened.greeting.stderr) || left() <= pauseMs) return opened;
      await sleep(pauseMs);
    }
    return openOne(uri, left);
  };
  /** An open connection, or the error message. Per host one is opened at a time; all requests that waited share its failure. */
  const connect = (uri: string, left: TimeLeft): Promise<Opened> => {
    const queue = perHost.get(uri) ?? pLimit(1);
    perHost.set(uri, queue);
    const number = ++questions;
    return queue(async () => {
      const ready = take(uri);
      if (ready !== null) return { shell: ready, greeting: GREETED, isFair: true };
      const last = failed.get(uri);
      if (last !== undefined && number <= last.upTo) return last.opened;
      const opened = await openPatiently(uri, left);
      if (opened.shell === null && opened.isFair) failed.set(uri, { upTo: questions, opened });
      return opened;
    });
  };
  const askNew = async (
    uri: string,
    line: string,
    left: TimeLeft | null,
    toConnect: TimeLeft,
    seize?: (shell: Shell) => void,
  ) => {
    const { shell, greeting } = await connect(uri, toConnect);
    return shell === null ? greeting : askOver(uri, shell, line, left, seize);
  };
  const askOver = async (
    uri: string,
    shell: Shell,
    line: string,
    left: TimeLeft | null,
    seize?: (shell: Shell) => void,
  ) => {
    const waitMs = left === null ? null : left();
    if (waitMs !== null && waitMs <= 0) {
      keep(uri, shell);
      return SILENT;
    }
    seize?.(shell);
    let result: VirshResult | null = null;
    try {
      result = await shell.ask(line, waitMs);
      return result;
    } finally {
      giveBack(uri, shell, result);
    }
  };
  return {
    ask: async (uri, line, left) => {
      if (left() <= 0) return SILENT;
      const old = take(uri);
      if (old === null) return askNew(uri, line, left, left);
      const result = await askOver(uri, old, line, left);
      // The connection had broken unnoticed. The host may still be up, so the request is repeated over a new one.
      const isBroken = result.end === 'exited' && hasLostHost(result);
      return isBroken ? askNew(uri, line, left, left) : result;
    },
    begin: (uri, line) => {
      let shell: Shell | null = null;
      let isForgotten = false;
      const seize = (taken: Shell) => {
        shell = taken;
        if (isForgotten) throw new Error('Ballast ended before the order was given');
      };
      const old = take(uri);
      const result =
        old === null
          ? askNew(uri, line, null, timeLeft(CONNECT_MS), seize)
          : askOver(uri, old, line, null, seize);
      const forget = () => {
        isForgotten = true;
        shell?.forget();
      };
      return { result, forget };
    },
    close: () => {
      isClosed = true;
      for (const shells of idle.values()) for (const shell of shells) shell.end();
      idle.clear();
    },
  };
}

interface Opened {
  shell: Shell | null;
  greeting: VirshResult;
  /** False if the request had too little time left to conclude that the host is silent. */
  isFair: boolean;
}

const FAIR_MS = 3000;

const CONNECT_MS = 15_000;
const GREETED: VirshResult = { isOk: true, end: 'exited', stdout: '', stderr: '' };
