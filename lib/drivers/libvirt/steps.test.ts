import { type SpawnOptions, spawn as spawnProcess } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriverError } from '../../model/errors.ts';
import { hasShell, sshArguments } from './host-shell.ts';
import { createSteps, reportOf } from './steps.ts';

const BOOT = '6b1f6d4e-7f9c-4a53-9d0e-0a4c6f1f2b3a';
const OTHER = '7c1f6d4e-7f9c-4a53-9d0e-0a4c6f1f2b3a';
const host = {
  hostId: 'h1',
  name: 'kvm-01',
  uri: 'qemu+ssh://admin@kvm-01:2222/system?keyfile=/etc/ballast/key&no_tty=1',
  peerUri: null,
  migrateUri: null,
};

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(tmpdir(), 'ballast-steps-'));
});
afterEach(() => fs.rmSync(home, { recursive: true }));

/** This machine in place of a host: what ssh would pass on runs here, in a home folder of its own. */
const here = (_: string, args: string[], options: SpawnOptions) =>
  spawnProcess('sh', ['-c', args.at(-1) ?? ''], { ...options, env: { ...process.env, HOME: home } });
const failing = (stderr: string, code: number) => (_: string, __: string[], options: SpawnOptions) =>
  spawnProcess('sh', ['-c', `echo "${stderr}" >&2; exit ${code}`], options);

const stepsHere = () => createSteps(here, () => host);
const order = (command: string, key = 'P-1') => ({ key, hostId: 'h1', command, timeoutSeconds: 20 });

async function untilEnded(key = 'P-1') {
  for (;;) {
    const report = await stepsHere().read({ key, hostId: 'h1' });
    if (report.phase === 'ended') return report;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the shell of a host', () => {
  it('is reached with the user, port and key of its address, and never prompts', () => {
    expect(sshArguments(host).join(' ')).toBe(
      '-T -e none -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -l admin -p 2222 -i /etc/ballast/key -- kvm-01',
    );
    expect(sshArguments({ ...host, uri: 'qemu+ssh://[fe80::1]/system' }).at(-1)).toBe('fe80::1');
  });

  it('is known for addresses with ssh only', () => {
    expect(hasShell(host.uri)).toBe(true);
    expect(hasShell('qemu+tls://kvm-01/system')).toBe(false);
    expect(() => sshArguments({ ...host, uri: 'qemu:///system' })).toThrow(DriverError);
  });

  it.each([
    ['ssh: connect to host kvm-01 port 22: Connection refused', 255, 'host-unreachable'],
    ['admin@kvm-01: Permission denied (publickey).', 255, 'host-refused'],
    ['Host key verification failed.', 255, 'host-key-unknown'],
    ['setsid, timeout or nohup is missing', 3, 'driver-failed'],
  ])('explains "%s"', async (stderr, status, code) => {
    const steps = createSteps(failing(stderr, status), () => host);
    await expect(steps.readBootId('h1')).rejects.toMatchObject({ code });
  });
});

describe('a command on a host', () => {
  it('runs apart from its connection, and the host keeps its result and output', async () => {
    const steps = stepsHere();
    expect((await steps.read({ key: 'P-1', hostId: 'h1' })).phase).toBe('none');
    await steps.start(order(`echo "it's done"; exit 3`));
    expect(await untilEnded()).toMatchObject({ exitCode: 3, output: "it's done" });
    expect(await steps.readBootId('h1')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('runs once, however often its key is ordered', async () => {
    const file = path.join(home, 'runs');
    await Promise.all([1, 2, 3].map(() => stepsHere().start(order(`echo run >>${file}`))));
    await untilEnded();
    await stepsHere().start(order(`echo run >>${file}`));
    expect(fs.readFileSync(file, 'utf8')).toBe('run\n');
  });

  it('refuses a key that could be more than a name', async () => {
    await expect(stepsHere().start(order('true', '../x'))).rejects.toMatchObject({ code: 'bad-config' });
  });

  it('is over when its host is in another boot, whether it said so or not', () => {
    expect(reportOf(`${BOOT}\nnone\n`)).toMatchObject({ phase: 'none' });
    expect(reportOf(`${BOOT}\n${BOOT}\n-\nhalf`)).toMatchObject({ phase: 'running', output: 'half' });
    expect(reportOf(`${BOOT}\n${OTHER}\n-\nhalf`)).toMatchObject({ phase: 'ended', exitCode: null });
    expect(reportOf(`${BOOT}\n${OTHER}\n143\n`)).toMatchObject({ phase: 'ended', exitCode: 143 });
    expect(() => reportOf('sh: cat: not found')).toThrow(DriverError);
  });
});
