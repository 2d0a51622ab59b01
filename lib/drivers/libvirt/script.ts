import { randomUUID } from 'node:crypto';
import type { DriverError } from '../../model/errors.ts';
import type { Virsh, VirshOptions } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { detailOf, explainFailure, hasLostHost } from './failures.ts';
import { splitSections } from './wire.ts';

/**
 * Runs several commands in one virsh and returns what each printed. `failure` is set when one of them failed, which
 * leaves its section empty; a host that cannot be asked at all throws. The commands hold no text from outside but UUIDs.
 */
export async function runScript(
  virsh: Virsh,
  host: LibvirtHost,
  commands: string[],
  options: VirshOptions = {},
): Promise<{ sections: string[]; failure: DriverError | null }> {
  const marker = `--${randomUUID()}--`;
  const result = await virsh.run(host.uri, [commands.join(`; echo --str ${marker}; `)], options);
  const party = { host: host.name };
  if (hasLostHost(result)) throw explainFailure(result, party);
  const failure = detailOf(result.stderr) === '' ? null : explainFailure(result, party);
  return { sections: splitSections(result.stdout, marker), failure };
}
