import fs from 'node:fs';
import path from 'node:path';

const KEPT_FILES = 3;

/** A file of log lines that is begun anew when it is long; the last few stay beside it as NAME.1, NAME.2, ... */
export class LogFile {
  private descriptor: number;
  private bytes: number;

  constructor(
    readonly file: string,
    private readonly limitBytes = 10 * 1024 * 1024,
  ) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.descriptor = fs.openSync(file, 'a', 0o600);
    this.bytes = fs.fstatSync(this.descriptor).size;
  }

  /** Never throws: a full disk must not end the process that logs. */
  write(line: string): void {
    try {
      if (this.bytes > this.limitBytes) this.rotate();
      this.bytes += fs.writeSync(this.descriptor, `${line}\n`);
    } catch {
      // nowhere to say it
    }
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }

  private rotate(): void {
    fs.closeSync(this.descriptor);
    for (let age = KEPT_FILES - 1; age >= 1; age--) {
      const younger = age === 1 ? this.file : `${this.file}.${age - 1}`;
      if (fs.existsSync(younger)) fs.renameSync(younger, `${this.file}.${age}`);
    }
    this.descriptor = fs.openSync(this.file, 'a', 0o600);
    this.bytes = 0;
  }
}
