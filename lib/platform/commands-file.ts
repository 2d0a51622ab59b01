import fs from 'node:fs';
import path from 'node:path';
import { BallastError } from '../model/errors.ts';
import { HostCommands, noCommands, type ReadCommands } from '../model/host-commands.ts';

const MAX_BYTES = 256 * 1024;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** Why the file is not used; each has a text in `messages/`, errors.json. */
type Problem = 'missing' | 'special' | 'owner' | 'writable' | 'folder' | 'size' | 'format';

type Owned = Pick<fs.Stats, 'uid' | 'mode'>;

/**
 * Reads the commands of the administrator of this machine from this file, at each call, so that a change needs no restart; null:
 * there are none. The file, and the folder that it is in, must belong to root or to the user of this process, and nobody else may write
 * them. Throws `commands-file-unusable` with the facts `file`, `problem` and `detail`.
 */
export function commandsFrom(file: string | null, userId: number = process.getuid?.() ?? 0): ReadCommands {
  if (file === null) return noCommands;
  return () => {
    const real = resolve(file);
    const folder = fs.statSync(path.dirname(real));
    if (isForeign(folder, userId) || (canOthersWrite(folder) && (folder.mode & STICKY) === 0))
      throw unusable(file, 'folder');
    return parse(file, readChecked(file, real, userId));
  };
}

function resolve(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch (error) {
    throw unusable(file, 'missing', error instanceof Error ? error.message : String(error));
  }
}

/** What was checked is what is read: both through one open file. */
function readChecked(file: string, real: string, userId: number): string {
  let opened: number | null = null;
  try {
    opened = fs.openSync(real, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    const stats = fs.fstatSync(opened);
    if (!stats.isFile()) throw unusable(file, 'special');
    if (isForeign(stats, userId)) throw unusable(file, 'owner');
    if (canOthersWrite(stats)) throw unusable(file, 'writable');
    if (stats.size > MAX_BYTES) throw unusable(file, 'size');
    return fs.readFileSync(opened, 'utf8');
  } catch (error) {
    if (error instanceof BallastError) throw error;
    throw unusable(file, 'missing', error instanceof Error ? error.message : String(error));
  } finally {
    if (opened !== null) fs.closeSync(opened);
  }
}

function parse(file: string, text: string): HostCommands {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unusable(file, 'format', error instanceof Error ? error.message : String(error));
  }
  const parsed = HostCommands.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unusable(file, 'format', `${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'not valid'}`);
}

const isForeign = ({ uid }: Owned, userId: number): boolean => uid !== 0 && uid !== userId;
const canOthersWrite = ({ mode }: Owned): boolean => (mode & WRITABLE_BY_OTHERS) !== 0;

const unusable = (file: string, problem: Problem, detail = '-'): BallastError =>
  new BallastError(
    'commands-file-unusable',
    `The file of commands ${file} is not used: ${problem} (${detail}).`,
    {
      file,
      problem,
      detail,
    },
  );
