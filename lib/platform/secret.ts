import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BallastError } from '../model/errors.ts';

/**
 * The secret that signs sessions, generated once and kept in the data folder, readable for its owner only. Two
 * processes that ask at the same moment get the same one. Throws `data-folder-not-writable`.
 */
export function ensureSecret(dataFolder: string): string {
  const file = path.join(dataFolder, 'secret');
  const draft = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(dataFolder, { recursive: true });
    if (!fs.existsSync(file)) {
      fs.writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
      try {
        fs.linkSync(draft, file); // fails if another process was first: then its secret is used
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        fs.rmSync(draft, { force: true });
      }
    }
    return fs.readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new BallastError(
      'data-folder-not-writable',
      `Ballast cannot keep its secret in ${file} (${code}). Make the folder writable, or name another one in BALLAST_DATA_DIR.`,
      { folder: dataFolder },
      { cause },
    );
  }
}
