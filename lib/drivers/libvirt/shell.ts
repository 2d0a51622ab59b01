import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import type { VirshResult } from './virsh-result.ts';

/** A virsh that stays connected to its host and reads one line after another. */
export interface Shell {
  /** Whether it accepts a line; false after it has ended, was ended, or printed an error without a request. */
  isUsable(): boolean;
  /** One request at a time. If there is no answer in time, the process and its ssh are ended. */
  ask(line: string, timeoutMs: number | null): Promise<VirshResult>;
  /** Ends it, with the ssh that it started. */
  end(): void;
  /** Lets it run without Ballast: it ends after its current command. */
  forget(): void;
}

interface Question {
  begin: string;
  middle: string;
  end: string;
  settle(result: VirshResult): void;
  fail(error: Error): void;
}

/** virsh prompts for a name and password on its output, and would read the next line as the answer. */
const ASKS = /^Please enter your [^\n]*:/;
const REFUSED_TO_ANSWER =
  'error: failed to connect to the hypervisor\nerror: authentication failed: libvirt asks for a name and a password; ' +
  'write them into a file, and name it in LIBVIRT_AUTH_FILE\n';

const MAX_OUTPUT_CHARACTERS = 64 * 2 ** 20;

/**
 * Communicates with a virsh without a command, which reads lines and echoes them. The markers around an answer are
 * written in two parts, which virsh joins, so that an echoed line never equals a marker. The last marker has a line of its
 * own, because virsh runs no command of a line that contains an unknown command.
 */
export function createShell(child: ChildProcess): Shell {
  const text = { stdout: '', stderr: '' };
  let question: Question | null = null;
  let isOver = false;
  let startFailure: Error | null = null;

  const finish = (result: VirshResult) => {
    const asked = question;
    question = null;
    text.stdout = '';
    text.stderr = '';
    keepAwake(child, false);
    asked?.settle(result);
  };
  const read = (name: 'stdout' | 'stderr') => {
    child[name]?.setEncoding('utf8');
    child[name]?.on('data', (chunk: string) => {
      if (text[name].length < MAX_OUTPUT_CHARACTERS) text[name] += chunk;
      if (question === null) {
        if (name === 'stderr') isOver = true; // it lost its host between two requests
        return;
      }
      if (ASKS.test(text.stdout)) {
        finish({ isOk: false, end: 'exited', stdout: '', stderr: REFUSED_TO_ANSWER });
        return end();
      }
      const isWhole = text.stdout.includes(question.end) && text.stderr.includes(question.end);
      if (isWhole) finish(answerOf(text, question));
    });
  };
  read('stdout');
  read('stderr');
  child.stdin?.on('error', () => undefined); // it has ended: its own message gives the reason
  child.once('error', (error) => {
    isOver = true;
    startFailure = error;
    question?.fail(error);
    question = null;
  });
  child.once('close', (code, signal) => {
    isOver = true;
    isEnded = true; // its process ID may belong to another process by now
    const stderr = question === null ? '' : between(text.stderr, errorMark(question.begin), null);
    finish({ isOk: code === 0, end: signal === null ? 'exited' : 'killed', stdout: '', stderr });
  });
  keepAwake(child, false);
  let isEnded = false;
  const end = () => {
    isOver = true;
    if (!isEnded) killGroup(child);
    isEnded = true;
  };
  return {
    isUsable: () => !isOver && question === null,
    ask: (line, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (startFailure !== null) return reject(startFailure);
        const timer = timeoutMs === null ? undefined : setTimeout(() => giveUp(), timeoutMs);
        const settle = (result: VirshResult) => {
          clearTimeout(timer);
          resolve(result);
        };
        const fail = (error: Error) => {
          clearTimeout(timer);
          reject(error);
        };
        question = { begin: randomUUID(), middle: randomUUID(), end: randomUUID(), settle, fail };
        const giveUp = () => {
          const { stderr } = text;
          finish({ isOk: false, end: 'silent', stdout: '', stderr });
          end();
        };
        keepAwake(child, true);
        child.stdin?.write(linesOf(line, question));
      }),
    end,
    forget: () => {
      isOver = true;
      child.unref();
      child.stdin?.end();
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

const split = (mark: string): string => `${mark.slice(0, 8)}''${mark.slice(8)}`;
const errorMark = (mark: string): string => `error: ${mark}\n`;

function linesOf(line: string, { begin, middle, end }: Question): string {
  const onBoth = (mark: string) => `echo --str ${split(mark)}; echo --err --str ${split(mark)}`;
  return `${onBoth(begin)}; ${line}; echo --str ${split(middle)}\n${onBoth(end)}\n`;
}

function answerOf(text: { stdout: string; stderr: string }, { begin, middle, end }: Question): VirshResult {
  const stdout = text.stdout.includes(begin) ? between(text.stdout, begin, middle) : '';
  const stderr = between(text.stderr, errorMark(begin), errorMark(end));
  return { isOk: !/^error:/m.test(stderr), end: 'exited', stdout: stdout.replace(/^\n/, ''), stderr };
}

/** The text between two markers; from the beginning if the first marker is missing. */
function between(text: string, from: string, to: string | null): string {
  const at = text.indexOf(from);
  const rest = at < 0 ? text : text.slice(at + from.length);
  const until = to === null ? -1 : rest.indexOf(to);
  return until < 0 ? rest : rest.slice(0, until);
}

/** One argument, quoted so that virsh reads it back from a line unchanged. */
export const quoteArgument = (text: string): string =>
  /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** An idle virsh does not keep Ballast running. When Ballast ends, virsh ends at the end of its input. */
function keepAwake(child: ChildProcess, isAwake: boolean): void {
  const how = isAwake ? 'ref' : 'unref';
  child[how]();
  for (const pipe of [child.stdin, child.stdout, child.stderr]) if (pipe instanceof Socket) pipe[how]();
}

/** Ends virsh and the ssh that it may have started. Both are in one process group. */
export function killGroup(child: ChildProcess): void {
  try {
    if (child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
