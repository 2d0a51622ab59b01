import type { IncomingMessage } from 'node:http';
import { type AllowedHosts, hostNameOf } from './allowed-hosts.ts';
import { Refusal } from './refusal.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST']);
const LONGEST_TARGET = 8192;
/**
 * The parts of a request that are stored, logged or compared are short; Node allows 16 KB for all headers together.
 */
const LONGEST_HEADER = 1024;
const bounded =
  /^(forwarded|x-forwarded-[a-z-]+|x-real-ip|x-client-ip|host|origin|referer|user-agent|accept-language)$/;

const asksHealth = (request: IncomingMessage): boolean => request.url?.split('?')[0] === '/api/health';

/**
 * Why a request is refused by its first lines; null if it is not. A refused request never reaches a page, so that no
 * route has to check this.
 */
export function checkRequest(request: IncomingMessage, hosts: AllowedHosts, origin: string): Refusal | null {
  if (request.method === undefined || !METHODS.has(request.method)) return new Refusal('method-not-offered');
  return (
    checkTarget(request.url ?? '') ??
    checkHeaders(request) ??
    checkHost(request, hosts) ??
    checkOrigin(request, origin)
  );
}

function checkTarget(target: string): Refusal | null {
  if (target.length > LONGEST_TARGET) return new Refusal('address-too-long');
  const [path = '', ...query] = target.split('?');
  const isTyped = /^\/[\x21-\x5b\x5d-\x7e]*$/.test(target); // browsers encode the rest, and turn \ into /
  return isTyped && hasNoControls(path) && hasNoControlsInQuery(query.join('?'))
    ? null
    : new Refusal('address-not-understood');
}

function hasNoControls(path: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}

const hasNoControlsInQuery = (query: string): boolean =>
  [...new URLSearchParams(query)].flat().every((text) => !/\p{Cc}/u.test(text));

function checkHeaders({ headers }: IncomingMessage): Refusal | null {
  for (const [header, value] of Object.entries(headers)) {
    if (!bounded.test(header)) continue;
    const text = String(value);
    if (text.length > LONGEST_HEADER) return new Refusal('header-too-long', { header });
    if (/[^\x20-\x7e]/.test(text) && header !== 'user-agent')
      return new Refusal('header-not-understood', { header });
  }
  const protocols = listOf(headers['x-forwarded-proto']);
  return protocols.every((name) => name === 'http' || name === 'https')
    ? null
    : new Refusal('header-not-understood', { header: 'x-forwarded-proto' });
}

const listOf = (header: string | string[] | undefined): string[] =>
  header === undefined
    ? []
    : String(header)
        .split(',')
        .map((each) => each.trim());

/** Monitoring systems ask for health by any address; nothing else answers to a name that is not Ballast's. */
function checkHost(request: IncomingMessage, hosts: AllowedHosts): Refusal | null {
  if (asksHealth(request)) return null;
  const names = [request.headers.host, ...listOf(request.headers['x-forwarded-host'])];
  const foreign = names.find((name) => !hosts.has(name));
  if (names.every((name) => hosts.has(name))) return null;
  return new Refusal('name-not-served', { name: hostNameOf(foreign) ?? '?' });
}

/** A request that may change something must come from a page of this console. */
function checkOrigin({ method, headers }: IncomingMessage, own: string): Refusal | null {
  const { origin } = headers;
  if (origin !== undefined && origin !== 'null' && !URL.canParse(origin))
    return new Refusal('header-not-understood', { header: 'origin' });
  if (method !== 'POST') return null;
  const foreign = new Refusal('from-another-site', { origin: origin ?? '?' });
  if (headers['sec-fetch-site'] === 'cross-site' || origin === 'null') return foreign;
  if (origin === undefined || origin === own) return null;
  const names = [headers.host, ...listOf(headers['x-forwarded-host'])];
  return names.includes(new URL(origin).host) ? null : foreign;
}
