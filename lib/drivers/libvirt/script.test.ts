import { describe, expect, it } from 'vitest';
import { createVirsh, type Virsh } from './client.ts';
import { parseHost } from './config.ts';
import { createFakeVirsh, fixture } from './fake-virsh.ts';
import { runScript } from './script.ts';

const uri = 'qemu+tcp://kvm-01/system';
const host = parseHost({ hostId: 'id', name: 'kvm-01', uri, peerUri: null, migrationAddress: null });

describe('several commands in one virsh', () => {
  it('have the same results as if run one by one, also after one that fails', async () => {
    const fake = createFakeVirsh(({ args: [command] }) =>
      command === 'domstate' ? { stderr: fixture('error-no-domain') } : { stdout: `of ${command}\n` },
    );
    const commands = ['nodeinfo', 'domstate --domain x', 'list'];
    const { results, sections, failure } = await runScript(createVirsh(fake.spawn), host, commands);
    expect(fake.calls).toHaveLength(1);
    expect(results.map(({ isOk }) => isOk)).toEqual([true, false, true]);
    expect(sections).toEqual(['of nodeinfo', '', 'of list']);
    expect(failure).toMatchObject({ code: 'vm-not-found' });
  });

  it('count as failed if they printed nothing and virsh cannot report which command caused an error', async () => {
    const old: Pick<Virsh, 'run'> = {
      run: async (_uri, [script = '']) => {
        const marker = /echo --str (\S+?);/.exec(script)?.[1];
        const stderr = `${fixture('error-no-domain')}error: command 'echo' doesn't support option --err\n`;
        return { isOk: true, end: 'exited', stdout: `of a\n${marker}`, stderr };
      },
    };
    const { results } = await runScript({ ...createVirsh(), ...old }, host, ['a', 'b']);
    expect(results.map(({ isOk }) => isOk)).toEqual([true, false]);
  });

  it('throw if the host does not answer', async () => {
    const fake = createFakeVirsh(() => ({ stderr: fixture('error-socket-missing') }));
    const asked = runScript(createVirsh(fake.spawn), host, ['a', 'b']);
    await expect(asked).rejects.toMatchObject({ code: 'host-unreachable' });
  });
});
