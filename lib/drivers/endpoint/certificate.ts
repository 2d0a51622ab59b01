import tls from 'node:tls';
import type { ServerCertificate } from '../../model/endpoint.ts';
import { DriverError } from '../../model/errors.ts';

const PATIENCE_MS = 10_000;

/** SHA-256 of a certificate in hexadecimal with colons. */
export const FINGERPRINT = /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/;

/**
 * The certificate that the server at this address shows. Nothing but the handshake is sent. Throws `host-unreachable`, or
 * `driver-failed` if the server speaks no TLS.
 */
export async function readCertificate(address: URL): Promise<ServerCertificate> {
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const answer = Promise.withResolvers<ServerCertificate>();
  const socket = tls.connect({
    host,
    port: Number(address.port || 443),
    servername: /^[\d.]+$|:/.test(host) ? '' : host,
    rejectUnauthorized: false,
  });
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
  socket.once('error', (error) => answer.reject(noCertificate(address, error)));
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) return socket.destroy(new Error('it shows no certificate'));
    answer.resolve({
      server: address.host,
      fingerprint: certificate.fingerprint256,
      subject: certificate.subject.replaceAll('\n', ', '),
      issuer: certificate.issuer.replaceAll('\n', ', '),
      validUntil: new Date(certificate.validTo),
      isTrusted: socket.authorized,
    });
    socket.end();
  });
  return answer.promise;
}

function noCertificate(address: URL, error: Error): DriverError {
  const host = address.host;
  const detail = error.message;
  if (/SSL|wrong version|EPROTO/i.test(detail))
    return new DriverError(
      'driver-failed',
      `${host} speaks no TLS: ${detail}`,
      { host, detail },
      { cause: error },
    );
  return new DriverError(
    'host-unreachable',
    `${host} does not answer: ${detail}`,
    { host, detail },
    { cause: error },
  );
}

/** The certificates of those servers that answer, in this order. Throws the first failure if none does. */
export async function readAnswering(addresses: readonly URL[]): Promise<ServerCertificate[]> {
  const read = await Promise.allSettled(addresses.map(readCertificate));
  const shown = read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (shown.length > 0) return shown;
  const [first] = read;
  throw first?.status === 'rejected' ? first.reason : new DriverError('bad-config', 'no address', {});
}
