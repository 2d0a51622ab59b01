import { createHmac } from 'node:crypto';

/**
 * The signature of a body: `t=<seconds since the epoch>,v1=<hex of HMAC-SHA-256 over "<t>.<body>">`. The receiver computes
 * the same, and refuses times that are long past, so that nobody can send an old message again.
 */
export function signBody(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
