import { randomUUID } from 'node:crypto';
import type { DriverError } from '../../model/errors.ts';
import type { Virsh, VirshOptions } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { detailOf, explainFailure, hasLostHost } from './failures.ts';
import type { VirshResult } from './virsh-result.ts';
import { splitSections } from './wire.ts';

export interface ScriptAnswer {
  /** Of each command, as if it had been run by itself. */
  results: VirshResult[];
  /** What each printed; empty for one that failed. */
  sections: string[];
  /** Why some command failed; null when none did. */
  failure: DriverError | null;
}

/**
 * Runs several commands in one virsh, one after another whether they fail or not. A host that cannot be asked at all
 * throws. The commands hold no text from outside but UUIDs and numbers.
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
    // a virsh that is too old to mark its errors leaves open whose they are: of those that printed nothing
    const stderr =
      errors.length === commands.length ? (errors[index] ?? '') : stdout === '' ? whole.stderr : '';
    return { isOk: detailOf(stderr) === '', end: 'exited', stdout, stderr };
  });
  const failed = results.find((result) => !result.isOk);
  return { results, sections, failure: failed === undefined ? null : explainFailure(failed, party) };
}

const splitErrors = (text: string, marker: string): string[] => text.split(`error: ${marker}\n`);
