import { randomUUID } from 'node:crypto';
import type { DriverError } from '../../model/errors.ts';
import type { Virsh, VirshOptions } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { detailOf, explainFailure, hasLostHost } from './failures.ts';
import type { VirshResult } from './virsh-result.ts';
import { splitSections } from './wire.ts';

export interface ScriptAnswer {
  /** The result of each command, as if it had been run alone. */
  results: VirshResult[];
  /** The output of each command; empty for one that failed. */
  sections: string[];
  /** Why the first failed command failed; null if none did. */
  failure: DriverError | null;
}

/**
 * Runs several commands in one virsh, one after another, even if one fails. Throws if the host cannot be reached. The
 * commands may contain UUIDs and numbers, but no other text from outside.
 */
export async function runScript(
  virsh: Virsh,
  host: LibvirtHost,
  commands: string[],
  options: VirshOptions = {},
): Promise<ScriptAnswer> {
  const marker = `--${randomUUID()}--`;
  const between = `; echo --str ${marker}; echo --err --str ${marker}; `;
  const whole = await virsh.run(host.uri, [commands.join(between)], options);
  const party = { host: host.name };
  if (hasLostHost(whole)) throw explainFailure(whole, party);
  const sections = splitSections(whole.stdout, marker);
  const errors = splitErrors(whole.stderr, marker);
  const results = commands.map((_, index): VirshResult => {
    const stdout = sections[index] ?? '';
    // An old virsh does not mark its errors by command. Then all commands without output count as failed.
    const stderr =
      errors.length === commands.length ? (errors[index] ?? '') : stdout === '' ? whole.stderr : '';
    return { isOk: detailOf(stderr) === '', end: 'exited', stdout, stderr };
  });
  const failed = results.find((result) => !result.isOk);
  return { results, sections, failure: failed === undefined ? null : explainFailure(failed, party) };
}

const splitErrors = (text: string, marker: string): string[] => text.split(`error: ${marker}\n`);
