import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createVirsh } from './client.ts';
import { explainFailure } from './failures.ts';
import { createFakeVirsh } from './fake-virsh.ts';

const URI = 'qemu+tcp://kvm-01/system';

describe('running virsh', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  it('passes arguments unchanged, without a shell, in the C locale, and without the secrets of Ballast', async () => {
    vi.stubEnv('DATABASE_URL', 'postgresql://secret');
    vi.stubEnv('SSH_AUTH_SOCK', '/run/agent');
    const fake = createFakeVirsh(() => ({ stdout: 'running\n' }));
    const result = await createVirsh(fake.spawn).run(URI, ['domstate', '--domain', '; reboot']);
    expect(result).toEqual({ isOk: true, end: 'exited', stdout: 'running\n', stderr: '' });
    expect(fake.calls[0]).toMatchObject({ uri: URI, args: ['domstate', '--domain', '; reboot'] });
    expect(fake.calls[0]?.shell).toBeUndefined();
    expect(fake.calls[0]?.env).toMatchObject({ LC_ALL: 'C', SSH_AUTH_SOCK: '/run/agent' });
    expect(fake.calls[0]?.env).not.toHaveProperty('DATABASE_URL');
  });

  it('stops waiting for a host that does not answer in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const fake = createFakeVirsh(() => null);
    const answer = createVirsh(fake.spawn).run(URI, ['nodeinfo'], { timeoutMs: 5000 });
    await vi.advanceTimersByTimeAsync(4999);
    expect(fake.killed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject({ isOk: false, end: 'silent' });
    expect(fake.killed).toEqual([['nodeinfo']]);
  });

  it('sends one host four requests at once, and requests to other hosts in parallel', async () => {
    const fake = createFakeVirsh(({ args }) => (args[0] === 'slow' ? null : { stdout: 'ok' }));
    const virsh = createVirsh(fake.spawn);
    const slow = Array.from({ length: 4 }, () => virsh.run(URI, ['slow']));
    const fifth = virsh.run(URI, ['quick']);
    await virsh.run('qemu+tcp://kvm-02/system', ['quick']);
    await vi.waitFor(() => expect(fake.calls).toHaveLength(5));
    expect(fake.calls.map((call) => call.args[0]).sort()).toEqual(['quick', 'slow', 'slow', 'slow', 'slow']);
    fake.end('slow', {});
    await fifth;
    expect(fake.calls).toHaveLength(6);
    for (let n = 0; n < 3; n++) fake.end('slow', {});
    await Promise.all(slow);
  });

  it('includes the wait in the queue in the time limit of a request', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const fake = createFakeVirsh(({ args }) => (args[0] === 'slow' ? null : { stdout: 'ok' }));
    const virsh = createVirsh(fake.spawn);
    const slow = Array.from({ length: 4 }, () => virsh.run(URI, ['slow'], { timeoutMs: 15_000 }));
    const fifth = virsh.run(URI, ['quick'], { timeoutMs: 5000 });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await fifth).toMatchObject({ end: 'silent' });
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(slow);
    expect(fake.calls.some(({ args }) => args[0] === 'quick')).toBe(false); // its caller no longer waits
  });

  it('opens one connection for all requests that wait for a silent host, and a new one for a later request', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const fake = createFakeVirsh(
      () => null,
      () => true,
    );
    let opened = 0;
    const virsh = createVirsh((...given) => {
      opened++;
      return fake.spawn(...given);
    });
    const answers = ['a', 'b', 'c', 'd'].map((word) => virsh.run(URI, [word], { timeoutMs: 5000 }));
    await vi.advanceTimersByTimeAsync(5000);
    expect((await Promise.all(answers)).map(({ end }) => end)).toEqual(Array(4).fill('silent'));
    expect(opened).toBe(1);
    const later = virsh.run(URI, ['e'], { timeoutMs: 5000 });
    await vi.advanceTimersByTimeAsync(5000);
    expect([await later, opened]).toMatchObject([{ end: 'silent' }, 2]);
  });

  it('reuses an open connection, and opens a new one when that is broken', async () => {
    const answers = ['a', 'b', null, 'c'];
    const fake = createFakeVirsh(() => {
      const stdout = answers.shift() ?? null;
      return stdout === null ? { stderr: 'error: Disconnected from qemu due to end of file' } : { stdout };
    });
    let opened = 0;
    const virsh = createVirsh((...given) => {
      opened++;
      return fake.spawn(...given);
    });
    expect((await virsh.run(URI, ['one'])).stdout).toBe('a');
    expect((await virsh.run(URI, ['two'])).stdout).toBe('b');
    expect(opened).toBe(1);
    expect(await virsh.run(URI, ['three'])).toMatchObject({ isOk: true, stdout: 'c' });
    expect(opened).toBe(2);
    virsh.close();
  });

  it('reads the output of a real virsh: unknown commands, quotes, and lines longer than a screen', async ({
    skip,
  }) => {
    const { spawn } = await import('node:child_process');
    const local = (command: string, args: string[], options: object) =>
      spawn(
        command,
        args.filter((arg) => !/^-[kK]$|^[35]$/.test(arg)),
        options,
      );
    const virsh = createVirsh(local);
    const isMissing = await virsh.run('test:///default', ['list', '--name']).then(
      (result) => !result.isOk,
      () => true,
    );
    if (isMissing) skip('there is no virsh here, or one without its test driver');
    const words = `it's ${'long '.repeat(200)}"so"; \\ end`;
    const said = await virsh.run('test:///default', ['echo', '--str', words]);
    expect(said).toEqual({ isOk: true, end: 'exited', stdout: words, stderr: '' });
    const unknown = await virsh.run('test:///default', ['fly; list --name']);
    expect(unknown).toMatchObject({ isOk: false, end: 'exited', stdout: '' });
    expect(unknown.stderr).toContain("unknown command: 'fly'");
    const { stdout } = await virsh.run('test:///default', ['list', '--name']);
    expect(stdout.trim()).toBe('test');
    virsh.close();
  });

  it('does not answer when libvirt prompts for a name and a password', async () => {
    const fake = createFakeVirsh(
      () => null,
      () => true,
    );
    const virsh = createVirsh((...given) => {
      const child = fake.spawn(...given);
      if (child.stdout instanceof PassThrough) child.stdout.write('Please enter your authentication name:');
      return child;
    });
    const result = await virsh.run(URI, ['nodeinfo']);
    const failure = explainFailure(result, { host: 'kvm-01' });
    expect(failure).toMatchObject({
      code: 'host-refused',
      message: expect.stringContaining('LIBVIRT_AUTH_FILE'),
    });
  });

  it('reports what to install when there is no virsh', async () => {
    const virsh = createVirsh();
    vi.stubEnv('PATH', '/nowhere');
    await expect(virsh.run(URI, ['nodeinfo'])).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('Install libvirt-clients'),
    });
  });
});
