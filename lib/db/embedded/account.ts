import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { BallastError } from '../../model/errors.ts';

/** A system account by its numbers, as `spawn` takes it. */
export interface Account {
  uid: number;
  gid: number;
}

const candidates = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so root starts it under another account. Null: the caller's own account is used.
 */
export function chooseAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of candidates) {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    try {
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // no such account: try the next one
    }
  }
  throw new BallastError(
    'no-server-account',
    `PostgreSQL does not run as root, and there is no account to run it under (${candidates.join(', ')}). ` +
      'Run Ballast as an ordinary user, or set DATABASE_URL.',
  );
}

/** Gives a file or folder to the account, with exactly this mode. */
export function giveTo(account: Account | null, file: string, mode: number): void {
  fs.chmodSync(file, mode);
  if (account) fs.chownSync(file, account.uid, account.gid);
}

/** Whether the account can enter this folder, which includes every folder above it. */
export function canEnter(account: Account | null, folder: string): boolean {
  if (!account) return true;
  return spawnSync('test', ['-x', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}
