import type { ChildProcess } from 'node:child_process';
import { DriverError } from '../../model/errors.ts';
import { environment, type Spawn } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { SILENT } from './deadline.ts';
import { driverError, explainFailure } from './failures.ts';
import { withKeyTrouble } from './key-trouble.ts';
import { killGroup } from './shell.ts';
import type { VirshResult } from './virsh-result.ts';

const TIMEOUT_MS = 20_000;
const CONNECT_SECONDS = 10;
const MAX_OUTPUT = 64 * 1024;
/** What ssh ends with if it failed itself, not the script. */
const SSH_FAILED = 255;

const SSH_URI = /^qemu\+ssh:\/\/(?:([^@/]+)@)?(\[[^\]]+\]|[^:/?]+)(?::(\d+))?\/system(?:\?(.*))?$/;

/** Whether the address of a host leads to a shell: the other transports reach libvirt alone. */
export const hasShell = (uri: string): boolean => SSH_URI.test(uri);

/** The arguments of ssh for the address of a host: the same user, port and key as libvirt uses. It never prompts. */
export function sshArguments({ uri, name }: Pick<LibvirtHost, 'uri' | 'name'>): string[] {
  const match = SSH_URI.exec(uri);
  if (match === null) {
    const detail = `only an address with qemu+ssh:// leads to a shell of ${name}`;
    throw new DriverError('unsupported', detail, { host: name, detail });
  }
  const [, user, host = '', port, query = ''] = match;
  const keyfile = /(?:^|&)keyfile=([^&]+)/.exec(query)?.[1];
  return [
    '-T',
    '-e',
    'none',
    '-o',
    'BatchMode=yes',
    '-o',
    `ConnectTimeout=${CONNECT_SECONDS}`,
    '-o',
    'ServerAliveInterval=5',
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port]),
    ...(keyfile === undefined ? [] : ['-i', keyfile]),
    '--',
    host.replace(/^\[|\]$/g, ''),
  ];
}

/**
 * Runs a script in a POSIX shell of a host, with this text as its input, and resolves with its output. Throws DriverError: as long as the
 * host does not answer, if it refuses the login, or if the script ends with an error.
 */
export async function runInShell(
  spawn: Spawn,
  host: LibvirtHost,
  script: string,
  input = '',
): Promise<string> {
  const child = spawn('ssh', [...sshArguments(host), `sh -c ${quote(script)}`], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // no terminal on which ssh could prompt
  });
  child.stdin?.on('error', () => undefined); // ssh may end before it has read everything
  child.stdin?.end(input);
  const { result, code } = await endOf(child, host);
  if (result.isOk) return result.stdout;
  const party = { host: host.name };
  if (result.end !== 'exited' || code !== SSH_FAILED)
    throw result.end === 'exited'
      ? driverError('driver-failed', party, result.stderr.trim().slice(-300))
      : explainFailure(result, party);
  // the same words as where virsh could not log in, so that the same rules explain them
  throw explainFailure({ ...result, stderr: `failed to connect to the hypervisor\n${result.stderr}` }, party);
}

/** For the shell that sshd starts: one word. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function endOf(
  child: ChildProcess,
  { uri, name }: LibvirtHost,
): Promise<{ result: VirshResult; code: number | null }> {
  return new Promise((resolve, reject) => {
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8');
      child[stream]?.on('data', (chunk: string) => {
        text[stream] = (text[stream] + chunk).slice(-MAX_OUTPUT);
      });
    }
    const timer = setTimeout(() => {
      killGroup(child);
      resolve({ result: SILENT, code: null });
    }, TIMEOUT_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      const detail = `ssh did not start: ${error.message}`;
      reject(new DriverError('unsupported', detail, { host: name, detail }, { cause: error }));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      const end = code === null ? 'killed' : 'exited';
      resolve({ result: withKeyTrouble(uri, { isOk: code === 0, end, ...text }), code });
    });
  });
}
