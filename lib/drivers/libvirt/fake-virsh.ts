import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type { Spawn } from './client.ts';

/** For tests: the output of virsh for one command. `null`: virsh does not end by itself. */
export type Answerer = (call: { uri: string; args: string[] }) => Answer | null;

export interface Answer {
  stdout?: string;
  stderr?: string;
  code?: number;
}

export interface FakeVirsh {
  spawn: Spawn;
  calls: { uri: string; args: string[]; env: NodeJS.ProcessEnv; shell: unknown }[];
  /** All commands of these calls; those of scripts one by one. */
  asked: { uri: string; args: string[] }[];
  /** Ends the last running call whose arguments contain the word. */
  end(word: string, answer: Answer): void;
  /** Prints a line as the output of such a call. */
  print(word: string, line: string): void;
  killed: string[][];
}

/** The output of virsh from a fixture. */
export const fixture = (name: string): string => readFileSync(`tests/fixtures/libvirt/${name}.txt`, 'utf8');

class FakeProcess extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly pid = undefined;

  constructor(
    public args: string[],
    private readonly onKill: () => void,
  ) {
    super();
  }

  /** Answers a line of input, as a virsh that stays connected. */
  reply: ((answer: Answer) => void) | null = null;

  finish({ stdout = '', stderr = '', code = stderr === '' ? 0 : 1 }: Answer, signal: string | null = null) {
    this.stdout.end(stdout);
    this.stderr.end(stderr);
    setImmediate(() => setImmediate(() => this.emit('close', signal === null ? code : null, signal)));
  }

  answer(answer: Answer): void {
    if (this.reply === null) this.finish(answer);
    else this.reply(answer);
  }

  ref(): void {}

  kill(): boolean {
    this.onKill();
    this.finish({}, 'SIGKILL');
    return true;
  }

  unref(): void {}
}

/** Replaces virsh in tests, without starting a process. `isDeaf`: the host neither accepts nor refuses connections. */
export function createFakeVirsh(
  answerer: Answerer,
  isDeaf: (uri: string) => boolean = () => false,
): FakeVirsh {
  const running: FakeProcess[] = [];
  const ask = (child: FakeProcess, call: FakeVirsh['calls'][number]): void => {
    fake.calls.push(call);
    const { commands, marker } = commandsOf(call.args);
    fake.asked.push(...commands.map((command) => ({ uri: call.uri, args: command })));
    const answer = joinAnswers(
      commands.map((command) => answerer({ uri: call.uri, args: command })),
      marker,
    );
    if (answer === null) running.push(child);
    else child.answer(answer);
  };
  const fake: FakeVirsh = {
    calls: [],
    asked: [],
    killed: [],
    spawn: (command, argv, options) => {
      if (command !== 'virsh') throw new Error(`unexpected program ${command}`);
      const at = argv.indexOf('-c');
      const [uri = '', ...args] = argv.slice(at + 1);
      const child = new FakeProcess(args, () => {
        if (child.args.length > 0) fake.killed.push(child.args);
      });
      if (args.length === 0) {
        const call = { uri, env: options.env ?? process.env, shell: options.shell };
        if (!isDeaf(uri)) converse(child, (asked) => ask(child, { ...call, args: asked }));
        return child as unknown as ChildProcess;
      }
      fake.calls.push({ uri, args, env: options.env ?? process.env, shell: options.shell });
      const { commands, marker } = commandsOf(args);
      fake.asked.push(...commands.map((command) => ({ uri, args: command })));
      const answers = commands.map((command) => answerer({ uri, args: command }));
      const answer = joinAnswers(answers, marker);
      if (answer === null) running.push(child);
      else child.finish(answer);
      return child as unknown as ChildProcess;
    },
    end: (word, answer) => take(running, word).answer(answer),
    print: (word, line) => void running.find((child) => child.args.includes(word))?.stdout.write(`${line}\n`),
  };
  return fake;
}

const LINES =
  /^echo --str (\S+); echo --err --str \S+; (.*); echo --str (\S+)\necho --str (\S+); echo --err --str \S+\n$/s;

/** A virsh without a command: it reads lines, and prints the answers between the markers in them. */
function converse(child: FakeProcess, ask: (args: string[]) => void): void {
  child.stdin.on('data', (chunk: Buffer) => {
    const [, ...parts] = LINES.exec(String(chunk)) ?? [];
    const [begin = '', line = '', middle = '', end = ''] = parts.map((part) => part.replaceAll("''", ''));
    child.reply = ({ stdout = '', stderr = '', code = stderr === '' ? 0 : 1 }) => {
      child.reply = null;
      child.args = [];
      const words = code !== 0 && !/^error:/m.test(stderr) ? `error: ${stderr}` : stderr;
      child.stderr.write(`error: ${begin}\n${words}error: ${end}\n`);
      child.stdout.write(`virsh # ${begin}${stdout}${middle}virsh # ${end}`);
    };
    if (line === 'echo --str ') return child.reply({}); // a test whether it is connected
    child.args = /; echo --str /.test(line) ? [line] : wordsOf(line);
    ask(child.args);
  });
}

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

function take(running: FakeProcess[], word: string): FakeProcess {
  const index = running.findLastIndex((child) => child.args.includes(word));
  const [child] = index < 0 ? [] : running.splice(index, 1);
  if (child === undefined) throw new Error(`no virsh ${word} is running`);
  return child;
}

/** Answers a command by its whole text or its first word. Commands that are not listed print nothing. */
export function answerBy(args: string[], answers: Record<string, string | Answer>): Answer {
  const answer = answers[args.join(' ')] ?? answers[args[0] ?? ''] ?? '';
  return typeof answer === 'string' ? { stdout: answer } : answer;
}

/** The commands of a virsh call: the one in its arguments, or those of a script. */
function commandsOf(args: string[]): { commands: string[][]; marker: string } {
  const [script = '', ...rest] = args;
  const marker = /; echo --str (\S+?);/.exec(script)?.[1] ?? '';
  if (rest.length > 0) return { commands: [args], marker };
  const between = `; echo --str ${marker}; echo --err --str ${marker}; `;
  const texts = marker === '' ? [script] : script.split(between);
  return { commands: texts.map((text) => text.split(' ')), marker };
}

/** The output of a virsh with several commands. It continues after a failed command, and ends with the status of the last one. */
function joinAnswers(answers: (Answer | null)[], marker: string): Answer | null {
  const [only] = answers;
  if (answers.length === 1) return only ?? null;
  const last = answers.at(-1);
  return {
    stdout: answers.map((answer) => answer?.stdout ?? '').join(marker),
    stderr: answers.map((answer) => answer?.stderr ?? '').join(`error: ${marker}\n`),
    code: last?.code ?? (last?.stderr ? 1 : 0),
  };
}
