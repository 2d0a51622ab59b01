import { readFileSync } from 'node:fs';
import type { VirshResult } from './virsh-result.ts';

/**
 * ssh says no more than "Permission denied" when a key has a passphrase that it may not ask for. The key's file tells, and
 * what it tells is added to ssh's words.
 */
export function withKeyTrouble(uri: string, result: VirshResult): VirshResult {
  if (result.isOk || !/Permission denied \(/.test(result.stderr)) return result;
  const keyfile = /[?&]keyfile=([^&]+)/.exec(uri)?.[1];
  if (keyfile === undefined || !isEncrypted(keyfile)) return result;
  return { ...result, stderr: `${result.stderr}\nerror: the key ${keyfile} needs a passphrase\n` };
}

/** Whether a file of a private key, in OpenSSH's own form or in PEM, is encrypted; false when it cannot be read. */
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
