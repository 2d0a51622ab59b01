import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { fieldOf, useFieldFailure } from '@/components/state/use-failure-text';
import type { Failure } from '@/lib/model/action-result';
import type { DriverKind } from '@/lib/model/driver-traits';

const fields = ['address', 'user', 'secret'];

/** What is wrong with one field of the access to an endpoint, in the words of its kind, or null. */
export function useEndpointFailure(
  kind: DriverKind,
  failure: Failure | null,
): (field: string) => string | null {
  const words = useHypervisorWords(kind);
  const errorOf = useFieldFailure(failure);
  return (field) =>
    failure?.code === 'bad-config' && fieldOf(failure) === field && fields.includes(field)
      ? words(`${field}Wrong`)
      : errorOf(field);
}
