import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { DriverKind } from '@/lib/model/driver-traits';

/** Returns the messages for one kind of hypervisor: its name, and the labels and hints of a host's addresses. */
export function useHypervisorWords(kind: DriverKind): (name: string) => string {
  // kinds have different messages; a test ensures that none is missing
  const words = useWordsByCode('hypervisor');
  return (name) => words(`${kind}.${name}`);
}
