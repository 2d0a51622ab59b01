import type { MigrationOrder } from '../../model/ports.ts';
import { findTies, keptQuestions } from './check-ties.ts';
import type { Virsh } from './client.ts';
import { readDefinition } from './definition/read-definition.ts';
import { driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';
import { findLeftBehind } from './offline-proof.ts';
import { runScript } from './script.ts';

/**
 * Throws unless everything that a stopped VM needs is proved to be at the destination. Checked again right before the
 * order, because the order undefines the VM at the source, and libvirt deletes the state of an emulated TPM with it.
 */
export async function assertCarriesAll(virsh: Virsh, ends: Ends, order: MigrationOrder): Promise<void> {
  const { source, party } = ends;
  const { results, failure } = await runScript(virsh, source, [
    `dumpxml --domain ${order.vmUuid} --inactive`,
    ...keptQuestions(order.vmUuid),
  ]);
  const [xml, ...kept] = results;
  const definition = readDefinition(xml?.stdout ?? '');
  if (definition === null) throw failure ?? driverError('driver-failed', party, 'no XML');
  const [fault] = [
    ...findTies(order, definition, kept, party),
    ...(await findLeftBehind(virsh, ends, definition)),
  ];
  if (fault !== undefined) throw fault;
}
