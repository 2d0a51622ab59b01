import { DriverError } from '../../model/errors.ts';
import type { StepOrder, StepRef, StepReport } from '../../model/host-step.ts';
import type { Spawn } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { quote, runInShell } from './host-shell.ts';

const OUTPUT_BYTES = 2000;
const BOOT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const READ_BOOT_ID = 'cat /proc/sys/kernel/random/boot_id';

/**
 * Each command has a folder on its host, in the home of the user, which survives a restart. Making the folder is what decides who starts the
 * command: two orders with one key start it once.
 */
const folderOf = (key: string): string => {
  if (!/^[A-Za-z0-9-]{1,80}$/.test(key)) throw new DriverError('bad-config', 'not the key of a step', {});
  return `"$HOME/.ballast/steps/${key}"`;
};

/**
 * The command runs in a session of its own, so that it survives the connection. `done` is written in one piece. A host that lacks `timeout`
 * or `setsid` refuses before anything runs.
 */
const startScript = (key: string, timeoutSeconds: number): string => `
set -e
command -v setsid timeout nohup >/dev/null || { echo "setsid, timeout or nohup is missing" >&2; exit 3; }
umask 077
mkdir -p "$HOME/.ballast/steps"
mkdir ${folderOf(key)} 2>/dev/null || { test -d ${folderOf(key)}; exit 0; }
cd ${folderOf(key)}
${READ_BOOT_ID} >boot
cat >command
nohup setsid sh -c ${quote(
  `timeout -k 30 ${Math.round(timeoutSeconds)} sh ./command >output 2>&1; echo $? >code; mv code done`,
)} >/dev/null 2>&1 </dev/null &
`;

const readScript = (key: string): string => `
${READ_BOOT_ID}
cd ${folderOf(key)} 2>/dev/null || { echo none; exit 0; }
cat boot 2>/dev/null || echo -
cat done 2>/dev/null || echo -
tail -c ${OUTPUT_BYTES} output 2>/dev/null || true
`;

/** Commands on the hosts, over ssh with the address that libvirt uses. */
export function createSteps(spawn: Spawn, hostOf: (hostId: string) => LibvirtHost) {
  return {
    async start({ key, hostId, command, timeoutSeconds }: StepOrder): Promise<void> {
      await runInShell(spawn, hostOf(hostId), startScript(key, timeoutSeconds), `${command}\n`);
    },
    async read({ key, hostId }: StepRef): Promise<StepReport> {
      return reportOf(await runInShell(spawn, hostOf(hostId), readScript(key)));
    },
    async readBootId(hostId: string): Promise<string> {
      return asBootId((await runInShell(spawn, hostOf(hostId), READ_BOOT_ID)).trim());
    },
  };
}

/** What the script above printed. Throws `driver-failed`. */
export function reportOf(text: string): StepReport {
  const [first = '', startedIn = '', code = '', ...output] = text.split('\n');
  const bootId = asBootId(first.trim());
  if (startedIn.trim() === 'none') return { bootId, phase: 'none', exitCode: null, output: '' };
  const seen = { bootId, output: output.join('\n').trim() };
  if (/^\d+$/.test(code.trim())) return { ...seen, phase: 'ended', exitCode: Number(code) };
  // it cannot run any more in another boot than its own
  const isOver = BOOT_ID.test(startedIn.trim()) && startedIn.trim() !== bootId;
  return { ...seen, phase: isOver ? 'ended' : 'running', exitCode: null };
}

function asBootId(text: string): string {
  if (BOOT_ID.test(text)) return text;
  throw new DriverError('driver-failed', 'the host did not say which boot it is in', {
    detail: text.slice(0, 80),
  });
}
