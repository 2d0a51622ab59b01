import type { Failure } from '@/lib/model/action-result';
import { fieldOf, useFailureText } from './use-failure-text';

/** The reason why an action failed, under its button. A failure of one field is shown at the field instead. */
export function FailureText({ failure }: { failure: Failure | null }) {
  const describe = useFailureText();
  if (!failure || fieldOf(failure)) return null;
  return (
    <p role="alert" className="mt-2 text-crit">
      {describe(failure)}
    </p>
  );
}
