import { DriverError, type DriverErrorCode } from '../../model/errors.ts';

/** Codes of Node's TLS for a certificate that nobody vouches for, or that does not fit. */
const REFUSED =
  /CERT_|_CERT|ERR_TLS_CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|certificate|HOSTNAME_MISMATCH/i;
const OTHER_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** What a request without an answer stands for: `host-unreachable`, or what is wrong with the server's certificate. */
export function requestFailure(host: string, error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
  const failed = (code: DriverErrorCode, message: string): DriverError =>
    new DriverError(code, message, { host, detail }, { cause: error });
  if (reason === OTHER_NAME)
    return failed('certificate-other-name', `the certificate of ${host} is for another name`);
  if (REFUSED.test(reason))
    return failed('certificate-refused', `the certificate of ${host} is not trusted: ${detail}`);
  return failed('host-unreachable', `${host} does not answer: ${detail}`);
}
