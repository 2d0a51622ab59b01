import type { ServerResponse } from 'node:http';

const YEAR_SECONDS = 31_536_000;

const unused = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

const fixed: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY', // for browsers that do not know frame-ancestors
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': unused.map((feature) => `${feature}=()`).join(', '),
};

/**
 * What a page may load and run: only content of this server, and only scripts with the nonce of this response. Next
 * writes the nonce into its scripts if it finds the policy among the headers of the request. Widths of bars are style
 * attributes, which no nonce can allow; style sheets are not allowed.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Sets the headers that every response has. If the console uses https, browsers must keep using it. */
export function setSecurityHeaders(response: ServerResponse, policy: string, isHttps: boolean): void {
  for (const [name, value] of Object.entries(fixed)) response.setHeader(name, value);
  response.setHeader('Content-Security-Policy', policy);
  if (!isHttps) return;
  response.setHeader('Strict-Transport-Security', `max-age=${YEAR_SECONDS}`);
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin'); // browsers complain of it over http
}
