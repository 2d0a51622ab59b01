import type { ExemptionCode } from '../model/exemption.ts';
import type { Transaction } from './client.ts';

interface Exemption {
  vmIds: readonly string[];
  code: ExemptionCode;
  reason?: string | null;
  by: string;
  at: Date;
  until: Date;
}

/** Exempts VMs from balancing until a time. An exemption that lasts longer stays as it is. */
export async function exemptVms(tx: Transaction, { vmIds, ...exemption }: Exemption): Promise<void> {
  for (const vmId of vmIds) {
    const existing = await tx.vmExemption.findUnique({ where: { vmId } });
    if (existing && existing.until > exemption.until) continue;
    const update = { reason: null, ...exemption };
    await tx.vmExemption.upsert({ where: { vmId }, create: { vmId, ...update }, update });
  }
}
