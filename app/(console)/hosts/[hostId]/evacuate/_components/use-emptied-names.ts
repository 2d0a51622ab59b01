import { useLocale } from 'next-intl';
import { formatList } from '@/lib/format/list';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** The names of the hosts that are emptied, and their number, for sentences about all of them. */
export function useEmptiedNames({ emptied }: Pick<EvacuationPage, 'emptied'>): {
  host: string;
  hosts: number;
} {
  const locale = useLocale();
  return {
    host: formatList(
      emptied.map(({ name }) => name),
      locale,
    ),
    hosts: emptied.length,
  };
}
