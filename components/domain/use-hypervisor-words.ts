import { useTranslations } from 'next-intl';
import type { DriverKind } from '@/lib/model/driver-traits';

/** Kinds differ in what they have words for, so these are looked up by name; a test holds them to be there. */
type WordsByName = (key: string) => string;

/** Returns the words to one kind of hypervisor: its name, and how each address of a host is named and explained. */
export function useHypervisorWords(kind: DriverKind): (name: string) => string {
  const words = useTranslations('hypervisor') as unknown as WordsByName;
  return (name) => words(`${kind}.${name}`);
}
