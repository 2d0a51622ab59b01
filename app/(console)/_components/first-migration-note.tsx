import { ReadinessNote } from '@/components/domain/readiness-note';
import { readReadinessNotice } from '@/lib/views/readiness/read-notice';
import { requireContext } from '../../session';

/** Beside what would be the first migration of a cluster: whether it was checked that it can work. */
export async function FirstMigrationNote({ clusterId }: { clusterId: string }) {
  const ctx = await requireContext();
  return <ReadinessNote notice={await readReadinessNotice(ctx, clusterId)} />;
}
