import {
  type DriverErrorCode,
  driverErrorCodes,
  driverErrorNature,
  type Failure,
  type FailureScope,
  failureScopes,
} from '../../model/errors.ts';

const isDriverCode = (code: string): code is DriverErrorCode =>
  (driverErrorCodes as readonly string[]).includes(code);
const isScope = (scope: string): scope is FailureScope =>
  (failureScopes as readonly string[]).includes(scope);

/** A stored cause as a failure of a hypervisor; null: it is a cause of planning or of the executor. */
export function failureOf(cause: { code: string; scope?: string | null }): Failure | null {
  if (!isDriverCode(cause.code)) return null;
  const { code, scope } = cause;
  return { code, scope: scope && isScope(scope) ? scope : driverErrorNature[code][0] };
}
