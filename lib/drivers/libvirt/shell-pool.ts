import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasLostHost } from './failures.ts';
import { createQueue } from './queue.ts';
import { createShell, type Shell } from './shell.ts';
import type { VirshResult } from './virsh-result.ts';

export interface ShellPool {
  /** Asks a host over a connection that is open already, if there is one. */
  ask(uri: string, line: string, timeoutMs: number): Promise<VirshResult>;
  /** The same for something long, after which nobody waits any more once it is forgotten. */
  begin(uri: string, line: string): { result: Promise<VirshResult>; forget(): void };
  /** Ends all connections that answer nobody. */
  close(): void;
}

/** So many connections to one host stay open while nobody asks; a move takes one of them for itself. */
const IDLE_PER_HOST = 2;
/** So many connections are opened at once: an sshd in the way of all hosts turns more away. */
const OPENED_AT_ONCE = 8;
/** How long an opening waits when sshd says that too many are being opened. */
const CROWDED_PAUSES_MS = [300, 900, 2000];
const CROWDED = /kex_exchange_identification|ssh_exchange_identification|Exceeded MaxStartups/i;

export function createShellPool(open: (uri: string) => ChildProcess): ShellPool {
  const idle = new Map<string, Shell[]>();
  const openings = createQueue(OPENED_AT_ONCE);
  const perHost = new Map<string, ReturnType<typeof createQueue>>();
  /** The last opening of each host that failed, and the number of the last question that had waited for it. */
  const failed = new Map<string, { upTo: number; shell: Shell; greeting: VirshResult }>();
  let questions = 0;
  let isClosed = false;

  const take = (uri: string): Shell | null => {
    for (let shell = idle.get(uri)?.pop(); shell !== undefined; shell = idle.get(uri)?.pop()) {
      if (shell.isUsable()) return shell;
      shell.end();
    }
    return null;
  };
  const giveBack = (uri: string, shell: Shell, result: VirshResult | null) => {
    const waiting = idle.get(uri) ?? [];
    const isGood = result !== null && !hasLostHost(result) && shell.isUsable();
    if (isClosed || !isGood || waiting.length >= IDLE_PER_HOST) return shell.end();
    waiting.push(shell);
    idle.set(uri, waiting);
  };
  /** A new one that is connected, or what it said instead. One at a time for each host, whose failure all have who waited. */
  const connect = (uri: string, timeoutMs: number): Promise<{ shell: Shell; greeting: VirshResult }> => {
    const queue = perHost.get(uri) ?? createQueue(1);
    perHost.set(uri, queue);
    const number = ++questions;
    return queue(async () => {
      const ready = take(uri);
      if (ready !== null) return { shell: ready, greeting: GREETED };
      const last = failed.get(uri);
      if (last !== undefined && number <= last.upTo) return last;
      for (let attempt = 0; ; attempt++) {
        const { shell, greeting } = await openings(async () => {
          const shell = createShell(open(uri));
          return { shell, greeting: await shell.ask("echo --str ''", timeoutMs) };
        });
        const pauseMs = CROWDED_PAUSES_MS[attempt];
        if (greeting.isOk || pauseMs === undefined || !CROWDED.test(greeting.stderr)) {
          if (!greeting.isOk) failed.set(uri, { upTo: questions, shell, greeting });
          return { shell, greeting };
        }
        shell.end();
        await sleep(pauseMs);
      }
    });
  };
  const askNew = async (
    uri: string,
    line: string,
    timeoutMs: number | null,
    connectMs: number,
    seize?: (shell: Shell) => void,
  ) => {
    const { shell, greeting } = await connect(uri, connectMs);
    if (!greeting.isOk) {
      shell.end();
      return greeting;
    }
    return askOver(uri, shell, line, timeoutMs, seize);
  };
  const askOver = async (
    uri: string,
    shell: Shell,
    line: string,
    timeoutMs: number | null,
    seize?: (shell: Shell) => void,
  ) => {
    seize?.(shell);
    let result: VirshResult | null = null;
    try {
      result = await shell.ask(line, timeoutMs);
      return result;
    } finally {
      giveBack(uri, shell, result);
    }
  };
  return {
    ask: async (uri, line, timeoutMs) => {
      const old = take(uri);
      if (old === null) return askNew(uri, line, timeoutMs, timeoutMs);
      const result = await askOver(uri, old, line, timeoutMs);
      // the connection had broken unnoticed: the host is there perhaps, and is asked over a new one
      const isBroken = result.end === 'exited' && hasLostHost(result);
      return isBroken ? askNew(uri, line, timeoutMs, timeoutMs) : result;
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
        old === null ? askNew(uri, line, null, CONNECT_MS, seize) : askOver(uri, old, line, null, seize);
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

const CONNECT_MS = 15_000;
const GREETED: VirshResult = { isOk: true, end: 'exited', stdout: '', stderr: '' };
