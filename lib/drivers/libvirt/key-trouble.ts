import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { VirshResult } from './virsh-result.ts';

/** The keys that ssh tries by default, below the home of the user. */
const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk'];

/**
 * ssh reports only "Permission denied" for a key with a passphrase that it cannot prompt for. The key files give more
 * detail: the file named in the address, or the default files. The problem is added to the message of ssh.
 */
export function withKeyTrouble(uri: string, result: VirshResult, home = userInfo().homedir): VirshResult {
  if (result.isOk || !/Permission denied \(/.test(result.stderr)) return result;
  const named = /[?&]keyfile=([^&]+)/.exec(uri)?.[1];
  const byDefault = DEFAULT_KEYS.map((name) => join(home, '.ssh', name)).filter((file) => existsSync(file));
  const keys = named === undefined ? byDefault : [named];
  if (keys.length === 0 || !keys.every(isEncrypted)) return result;
  return { ...result, stderr: `${result.stderr}\nerror: the key ${keys.join(', ')} needs a passphrase\n` };
}

/** Whether a private key file, in OpenSSH's own format or in PEM, is encrypted; false if it cannot be read. */
function isEncrypted(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return false;
  }
  if (/ENCRYPTED/.test(text)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----/.exec(text)?.[1];
  if (body === undefined) return false;
  const bytes = Buffer.from(body, 'base64');
  const nameAt = 'openssh-key-v1\0'.length + 4;
  const length = bytes.length > nameAt ? bytes.readUInt32BE(nameAt - 4) : 0;
  return length > 0 && bytes.toString('latin1', nameAt, nameAt + length) !== 'none';
}
