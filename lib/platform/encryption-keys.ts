import fs from 'node:fs';
import path from 'node:path';
import { BallastError } from '../model/errors.ts';
import { createSecretBox, makeKey, type SecretBox } from './secret-box.ts';

const KEY_FILE = 'encryption-key';

export interface KeySettings {
  encryptionKeys: string[]; // from the environment, the current one first; empty: those of the key file
  dataFolder: string;
}

type Keys = [string, ...string[]];

/**
 * The keys that encrypt stored secrets: those of the environment, or those of the file `encryption-key` in the data folder, which
 * is made once, readable for its owner only. All machines of an installation need the same. Throws `key-file-unusable` if others
 * may read the file, or if it cannot be read or written.
 */
export function readKeys({ encryptionKeys, dataFolder }: KeySettings): Keys {
  const [first, ...others] = encryptionKeys;
  return first === undefined ? readKeyFile(dataFolder) : [first, ...others];
}

/** The box with those keys, opened only when it is needed: most installations store no secret. */
export function openSecretBox(settings: KeySettings): SecretBox {
  let box: SecretBox | null = null;
  const opened = (): SecretBox => {
    box ??= createSecretBox(readKeys(settings));
    return box;
  };
  return {
    seal: (secret, place) => opened().seal(secret, place),
    open: (sealed, place) => {
      try {
        return opened().open(sealed, place);
      } catch {
        box = null; // the key file may have been replaced since it was read
        return opened().open(sealed, place);
      }
    },
    isCurrent: (sealed) => opened().isCurrent(sealed),
  };
}

function readKeyFile(dataFolder: string): Keys {
  const file = path.join(dataFolder, KEY_FILE);
  return using(file, () => {
    if (!fs.existsSync(file)) writeOnce(file, `${makeKey()}\n`);
    if ((fs.statSync(file).mode & 0o077) !== 0) throw unusable(file, 'others may read it: chmod 600');
    const [first, ...others] = fs.readFileSync(file, 'utf8').split(/\s+/).filter(Boolean);
    if (first === undefined) throw unusable(file, 'it is empty');
    return [first, ...others];
  });
}

/** Puts these keys into the key file, the current one first. It is never incomplete. Throws `key-file-unusable`. */
export function writeKeyFile(dataFolder: string, keys: Keys): void {
  const file = path.join(dataFolder, KEY_FILE);
  using(file, () => {
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, `${keys.join('\n')}\n`, { mode: 0o600 });
    fs.renameSync(draft, file);
  });
}

/** Two processes that begin at the same moment get the same key: the file of the first stays. */
function writeOnce(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(draft, text, { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (!fs.existsSync(file)) throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function using<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BallastError) throw error;
    throw unusable(file, error instanceof Error ? error.message : String(error));
  }
}

const unusable = (file: string, why: string): BallastError =>
  new BallastError('key-file-unusable', `The encryption key in ${file} cannot be used: ${why}.`, { file });
