import type { Failure } from '@/lib/model/action-result';
import { fieldOf, useFailureText } from './use-failure-text';

/** Why an action failed, under its button; nothing where it failed by a field, which says so itself. */
export function FailureText({ failure }: { failure: Failure | null }) {
  const describe = useFailureText();
  if (!failure || fieldOf(failure)) return null;
  return (
    <p role="alert" className="mt-2 text-crit">
      {describe(failure)}
    </p>
  );
}
