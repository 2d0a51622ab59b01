import path from 'node:path';
import roll from 'pino-roll';

const FILE_MIB = 10;
/** Including the current one. The hourly limits of all processes are less than the others hold together. */
const KEPT_FILES = 6;
/** Lines that wait for a full or slow disk; later ones are dropped to save memory. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** A log file that is rotated when it is long; the last few files are kept. */
export interface LogFile {
  file: string; // a link to the current file
  write(line: string): void;
  close(): void;
}

/**
 * Opens `ballast.N.log` in the folder, numbered after the files of earlier starts. Lines that cannot be written are
 * dropped.
 */
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
  stream.on('error', () => {}); // a full disk must not end the process that logs, and there is no place to report it
  return {
    file: path.join(folder, 'current.log'),
    write: (line) => void stream.write(`${line}\n`),
    close: () => stream.end(),
  };
}
