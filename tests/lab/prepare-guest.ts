import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from './shell.ts';

const here = import.meta.dirname;
const SOURCES = ['guest-load.c', 'guest-init.sh'];

async function packInitrd(work: string, system: string): Promise<string> {
  const root = join(work, 'root');
  for (const dir of ['bin', 'dev', 'proc', 'sys']) mkdirSync(join(root, dir), { recursive: true });
  cpSync(join(system, 'modules'), join(root, 'modules'), { recursive: true });
  await run('gcc', ['-O2', '-static', '-s', '-o', join(root, 'bin/guest-load'), join(here, 'guest-load.c')]);
  const busybox = (await run('sh', ['-c', 'command -v busybox'])).trim();
  copyFileSync(busybox, join(root, 'bin/busybox'));
  copyFileSync(join(here, 'guest-init.sh'), join(root, 'init'));
  for (const file of ['bin/busybox', 'init']) chmodSync(join(root, file), 0o755);
  await run('sh', ['-c', 'find . | cpio -o -H newc --quiet | gzip -1 >../initrd.gz'], { cwd: root });
  return join(work, 'initrd.gz');
}

/** Builds the guests' initial file system once for each version of its sources, and returns its path. */
export async function prepareGuest(cacheDir: string, system: string): Promise<string> {
  const digest = createHash('sha256');
  for (const name of SOURCES) digest.update(readFileSync(join(here, name)));
  const initrd = join(cacheDir, `guest-${digest.digest('hex').slice(0, 12)}.gz`);
  if (existsSync(initrd)) return initrd;
  const work = mkdtempSync(join(cacheDir, 'build-'));
  try {
    renameSync(await packInitrd(work, system), initrd);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return initrd;
}
