import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { BallastError } from '../../model/errors.ts';
import { type Account, giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';

/** What the launcher stores beside the data: the generated passwords, and the port of the last start. */
const Settings = z.object({
  password: z.string(),
  productPassword: z.string().optional(), // absent: created by a release without a separate role for the product
  port: z.number().nullable(),
});
export type Settings = z.infer<typeof Settings>;

/** The user that owns the server and its databases. */
export const SERVER_USER = 'ballast';

const SETTINGS_FILE = 'ballast.json';
const NEEDED_BYTES = 200 * 1024 * 1024; // a fresh cluster takes 47 MB, its first write-ahead log 16 to 64 MB

export function isInitialised(folder: string): boolean {
  return fs.existsSync(path.join(folder, 'PG_VERSION')) && fs.existsSync(path.join(folder, SETTINGS_FILE));
}

export function readSettings(folder: string): Settings {
  return Settings.parse(JSON.parse(fs.readFileSync(path.join(folder, SETTINGS_FILE), 'utf8')));
}

export function saveSettings(folder: string, settings: Settings, account: Account | null): void {
  const fresh = path.join(folder, `${SETTINGS_FILE}.new`);
  fs.writeFileSync(fresh, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  giveTo(account, fresh, 0o600);
  fs.renameSync(fresh, path.join(folder, SETTINGS_FILE));
}

/** The environment of the server's programs: no PG* variable of the caller may change what they do. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', NODE_ENV: 'production' };
}

function writeFailure(folder: string, cause: unknown): BallastError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, cause);
  return new BallastError(
    'data-folder-not-writable',
    `Ballast cannot write to its data folder ${folder} (${code || String(cause)}). ` +
      'Make it writable, or name another one in BALLAST_DATA_DIR.',
    { folder },
    { cause },
  );
}

export function diskFull(folder: string, cause?: unknown): BallastError {
  return new BallastError(
    'disk-full',
    `There is no space left on the disk of ${folder}. Free some (PostgreSQL needs at least 200 MB), and start again: nothing is lost.`,
    { folder },
    { cause },
  );
}

function assertSpace(folder: string): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  if (bavail * bsize < NEEDED_BYTES) throw diskFull(folder);
}

/** A file without a name that only the account can open again, through its descriptor. */
function passwordDescriptor(password: string, account: Account | null): number {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-'));
  const file = path.join(folder, 'password');
  try {
    fs.writeFileSync(file, password, { mode: 0o600 });
    giveTo(account, file, 0o600);
    return fs.openSync(file, 'r');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * Runs initdb in the folder. It is called `/proc/self/cwd`, so the account does not need access to the folders above
 * it.
 */
async function runInitdb(binaries: Binaries, folder: string, account: Account | null, password: string) {
  const descriptor = passwordDescriptor(password, account);
  const settings = ['--locale-provider=builtin', '--locale=C.UTF-8', '-E', 'UTF8', '--no-instructions'];
  try {
    const child = spawn(
      binaries.initdb,
      ['-D', '/proc/self/cwd', '-U', SERVER_USER, '--auth=scram-sha-256', '--pwfile=/dev/fd/3', ...settings],
      { ...account, cwd: folder, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe', descriptor] },
    );
    let output = '';
    child.stderr?.on('data', (chunk) => {
      output += String(chunk);
    });
    const status = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status === 0) return;
    if (output.includes('No space left on device')) throw diskFull(path.dirname(folder));
    throw new BallastError(
      'postgres-init-failed',
      `PostgreSQL could not make its data folder: ${output.trim()}`,
    );
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Creates the data folder under another name first: a folder with its final name is always complete. */
export async function initialise(folder: string, binaries: Binaries, account: Account | null): Promise<void> {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
    throw new BallastError(
      'data-folder-foreign',
      `${folder} holds something that Ballast did not make. Move it away, or name another folder in BALLAST_DATA_DIR.`,
      { folder },
    );
  }
  const draft = `${folder}.incomplete`;
  const password = randomBytes(24).toString('base64url');
  try {
    fs.rmSync(draft, { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
    giveTo(account, draft, 0o700);
    assertSpace(path.dirname(folder));
    await runInitdb(binaries, draft, account, password);
    saveSettings(draft, { password, port: null }, account);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(draft, folder);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw error instanceof BallastError ? error : writeFailure(folder, error);
  }
}

/** Creates the folder that will contain the data folder, and explains a failure. */
export function makeParentFolder(folder: string): void {
  try {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    fs.accessSync(path.dirname(folder), fs.constants.W_OK);
  } catch (error) {
    throw writeFailure(path.dirname(folder), error);
  }
}
