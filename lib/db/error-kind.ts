import { Prisma } from './generated/client.ts';

const unavailableCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  '25006', // a standby: it has not been promoted yet
  '57P01',
  '57P02',
  '57P03',
]);
const unavailableWords =
  /(ECONNREFUSED|ECONNRESET|terminating connection|Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|server closed|starting up|shutting down|not yet accepting connections|in recovery mode|in a read-only transaction|during recovery|too many clients|Can't reach database|DatabaseNotReachable)/i;

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** A row would violate a unique index: somebody else was first, or the name is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** PostgreSQL could not write for lack of space (53100), or its system said so. */
export function isStoreFull(error: unknown): boolean {
  if (codeOf(error) === '53100' || codeOf(error) === 'ENOSPC') return true;
  if (!(error instanceof Error)) return false;
  return /No space left on device|\b53100\b/i.test(error.message) || isStoreFull(error.cause);
}

/** PostgreSQL is stopped, starting, unreachable, or a standby: the same call may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  const code = codeOf(error);
  if (code !== undefined && unavailableCodes.has(code)) return true;
  if (!(error instanceof Error)) return false;
  return (
    unavailableWords.test(error.message) || (error.cause !== undefined && isDatabaseUnavailable(error.cause))
  );
}
