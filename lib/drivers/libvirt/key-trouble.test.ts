import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explainFailure } from './failures.ts';
import { withKeyTrouble } from './key-trouble.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const denied = {
  isOk: false,
  end: 'exited' as const,
  stdout: '',
  stderr:
    'error: failed to connect to the hypervisor\nerror: Cannot recv data: root@kvm-01: Permission denied (publickey).: Connection reset by peer\n',
};

function opensshKey(cipher: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    length,
    Buffer.from(`${cipher}rest of the key`),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

const pem = (passphrase: object): string =>
  generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...passphrase },
  }).privateKey;

describe('a key that ssh cannot use', () => {
  it.each([
    ['OpenSSH with a passphrase', opensshKey('aes256-ctr'), 'key-needs-passphrase'],
    ['OpenSSH without one', opensshKey('none'), 'host-refused'],
    ['PEM with a passphrase', pem({ cipher: 'aes-256-cbc', passphrase: 'x' }), 'key-needs-passphrase'],
    ['PEM without one', pem({}), 'host-refused'],
    ['something else', 'hello', 'host-refused'],
  ])('%s', (_, text, code) => {
    const file = join(folder, 'key');
    writeFileSync(file, text);
    const result = withKeyTrouble(`qemu+ssh://root@kvm-01/system?keyfile=${file}&no_tty=1`, denied);
    expect(explainFailure(result, { host: 'kvm-01' }).code).toBe(code);
  });

  it('is found among the default keys of ssh, unless one of them has no passphrase', () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, '.ssh'), { recursive: true });
    const code = () => {
      const result = withKeyTrouble('qemu+ssh://root@kvm-01/system?no_tty=1', denied, home);
      return explainFailure(result, { host: 'kvm-01' }).code;
    };
    expect(code()).toBe('host-refused');
    writeFileSync(join(home, '.ssh/id_ed25519'), opensshKey('aes256-ctr'));
    expect(code()).toBe('key-needs-passphrase');
    writeFileSync(join(home, '.ssh/id_rsa'), opensshKey('none'));
    expect(code()).toBe('host-refused');
  });

  it('ignores a key file that does not exist', () => {
    expect(withKeyTrouble('qemu+ssh://kvm-01/system?keyfile=/nowhere/key', denied)).toBe(denied);
  });
});
