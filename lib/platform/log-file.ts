import path from 'node:path';
import roll from 'pino-roll';

const FILE_MIB = 10;
/** With the one that is being written. What may be logged within an hour is less than the others together hold. */
const KEPT_FILES = 6;
/** Lines that wait for a disk that is full or slow; later ones are given up, rather than memory. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** A file of log lines that is started again when it is long; the last few stay beside it. */
export interface LogFile {
  file: string; // a link to the one that is being written
  write(line: string): void;
  close(): void;
}

/** Opens `ballast.N.log` in the folder, after the files of earlier starts. Lines that cannot be written are given up. */
export async function openLogFile(folder: string, fileMiB = FILE_MIB): Promise<LogFile> {
  const stream = await roll({
    file: path.join(folder, 'ballast.log'),
    size: fileMiB,
    limit: { count: KEPT_FILES, removeOtherLogFiles: true },
    symlink: true,
    mkdir: true,
    mode: 0o600,
    sync: true,
    maxLength: MAX_WAITING_BYTES,
  });
  stream.on('error', () => {}); // a full disk must not end the process that logs, and there is nowhere to say it
  return {
    file: path.join(folder, 'current.log'),
    write: (line) => void stream.write(`${line}\n`),
    close: () => stream.end(),
  };
}
