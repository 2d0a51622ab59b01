import { statfs } from 'node:fs/promises';

/** PostgreSQL writes its write-ahead log in files of 16 MiB, and cannot continue without the next one. */
const MIN_FREE_BYTES = 32 * 1024 * 1024;

type Ask = (folder: string) => Promise<{ bavail: number; bsize: number }>;

/**
 * Whether the file system of a folder is too full to work with. A folder that cannot be checked counts as not full.
 */
export async function isDiskFull(folder: string, ask: Ask = statfs): Promise<boolean> {
  try {
    const { bavail, bsize } = await ask(folder);
    return bavail * bsize < MIN_FREE_BYTES;
  } catch {
    return false;
  }
}
