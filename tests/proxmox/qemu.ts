import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** The program and its first arguments: another QEMU than that of the system may be named. */
const [PROGRAM = '', ...FIRST] = (process.env.BALLAST_QEMU ?? 'qemu-system-x86_64').split(' ');
/** Earlier ones damage guests when they migrate them under emulation. */
const MIN_VERSION = 10;
const START_MS = 10_000;

/** Why no real QEMU can be behind the stand-in; undefined: one can. */
export function whyNoQemu(): string | undefined {
  const { stdout } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });
  const version = Number(/version (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
  if (version >= MIN_VERSION) return undefined;
  return `QEMU ${MIN_VERSION} or later is not installed (Debian 12: bookworm-backports; BALLAST_QEMU names it)`;
}

const Answer = z.object({
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
});

interface QemuOptions {
  socket: string;
  floppy: string;
  memMiB: number;
  incoming?: string;
  disk?: string | null; // the file of a disk
}

/** A QEMU process and the connection to its monitor. */
export class Qemu {
  private readonly waiting: PromiseWithResolvers<unknown>[] = [];
  private readonly ended: Promise<unknown>; // one that waits for a copy ends by itself when that fails

  private constructor(
    private readonly child: ChildProcess,
    private readonly connection: net.Socket,
  ) {
    this.ended = once(child, 'exit');
    const lines = createInterface(connection);
    lines.on('line', (line) => this.take(line));
    for (const each of [lines, connection]) each.on('error', () => undefined); // it closes
    connection.on('close', () => {
      for (const each of this.waiting.splice(0)) each.reject(new Error('QEMU has ended'));
    });
  }

  static async start({ socket, floppy, memMiB, incoming, disk = null }: QemuOptions): Promise<Qemu> {
    const machine = ['-accel', 'tcg', '-M', 'pc', '-m', String(memMiB), '-smp', '1', '-boot', 'a'];
    const nothing = ['-display', 'none', '-nodefaults', '-no-user-config'];
    const start = ['-drive', `if=floppy,format=raw,readonly=on,file=${floppy}`];
    const monitor = ['-qmp', `unix:${socket},server=on,wait=off`];
    const args = [FIRST, machine, nothing, start, monitor].flat();
    const blockdev = `driver=raw,node-name=disk0,file.driver=file,file.filename=${disk}`;
    if (disk !== null) args.push('-blockdev', blockdev, '-device', 'virtio-blk-pci,drive=disk0');
    if (incoming !== undefined) args.push('-incoming', incoming);
    const child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const qemu = new Qemu(child, await connect(socket));
    await qemu.qmp('qmp_capabilities');
    return qemu;
  }

  /** Has QEMU carry out a command of its machine protocol. */
  async qmp(execute: string, args?: object): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    this.waiting.push(answer);
    this.connection.write(`${JSON.stringify({ execute, ...(args && { arguments: args }) })}\n`);
    return answer.promise;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
    this.connection.destroy();
  }

  private take(line: string): void {
    const { return: value, error } = Answer.parse(JSON.parse(line));
    if (error !== undefined) this.waiting.shift()?.reject(new Error(error.desc));
    else if (value !== undefined) this.waiting.shift()?.resolve(value);
  }
}

async function connect(socket: string): Promise<net.Socket> {
  for (const deadline = Date.now() + START_MS; ; await sleep(20)) {
    const connection = net.connect(socket);
    try {
      await once(connection, 'connect');
      return connection;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
