import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { DriverKind } from '@/lib/model/driver-traits';

/** Returns the words to one kind of hypervisor: its name, and how each address of a host is named and explained. */
export function useHypervisorWords(kind: DriverKind): (name: string) => string {
  // kinds differ in what they have words for; a test holds them to be there
  const words = useWordsByCode('hypervisor');
  return (name) => words(`${kind}.${name}`);
}
