import fs from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../bin/project.ts';
import { type Installation, secrets } from './installation.ts';
import type { HostileRequest } from './requests.ts';
import type { Answer } from './send.ts';

/** What a response must not contain: secrets, password hashes, the path of the program, messages of its database. */
const leaks: [name: string, pattern: RegExp][] = [
  ['the secret of sessions', new RegExp(secrets.BALLAST_SECRET)],
  ['a hash of a password', /[0-9a-f]{32}:[0-9a-f]{64}/],
  ['where the program lies', new RegExp(`${projectFolder.replace(/\W/g, '\\$&')}|node_modules/`)],
  ['a stack', /\n\s+at .+:\d+:\d+/],
  ['the address of the database', /postgres(ql)?:\/\//],
  ['words of the database', /PrismaClient|PostgresError|violates .* constraint/],
];

/** The fault of a response, or null. */
export function faultOf({ target }: HostileRequest, { status, text }: Answer): string | null {
  const isHealth = target.split('?')[0] === '/api/health'; // it returns 503 while no worker runs
  if (status === 0) return 'the connection was closed without an answer';
  if (status >= 500 && !(isHealth && status === 503)) return `answered with ${status}`;
  if (/^content-type: text\/html/im.test(text)) {
    if (status === 200 && !/^cache-control: .*no-store/im.test(text)) return 'a page may be kept by a cache';
    if (!/^content-security-policy: /im.test(text)) return 'a page has no Content-Security-Policy';
  }
  const leak = leaks.find(([, pattern]) => pattern.test(text));
  return leak ? `the answer holds ${leak[0]}` : null;
}

export interface Kept {
  logBytes: number;
  auditRows: number;
  auditBytes: number;
}

/** The current size of the log and of the audit trail. */
export async function whatIsKept({ db, logFolder }: Installation): Promise<Kept> {
  const files = logFiles(logFolder);
  const [audit] = await db.$queryRaw<{ rows: bigint; bytes: bigint }[]>`
    SELECT count(*) AS rows, coalesce(sum(pg_column_size(audit_entry.*)), 0) AS bytes FROM audit_entry`;
  return {
    logBytes: files.reduce((sum, file) => sum + fs.statSync(file).size, 0),
    auditRows: Number(audit?.rows ?? 0),
    auditBytes: Number(audit?.bytes ?? 0),
  };
}

const logFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => /^ballast\.\d+\.log$/.test(name))
    .map((name) => path.join(folder, name));

/** Limits per request: a log line is cut, and repeated messages are logged once. */
const LOG_BYTES = 600;
const AUDIT_BYTES = 600;

/** The fault in what this number of requests left behind. */
export function faultsOfKept(before: Kept, after: Kept, requests: number, logFolder: string): string[] {
  const faults: string[] = [];
  const log = after.logBytes - before.logBytes;
  const audit = after.auditBytes - before.auditBytes;
  if (log > requests * LOG_BYTES) faults.push(`the log grew by ${log} bytes`);
  if (audit > requests * AUDIT_BYTES) faults.push(`the audit trail grew by ${audit} bytes`);
  const lines = logFiles(logFolder).flatMap((file) => fs.readFileSync(file, 'utf8').split('\n'));
  for (const line of lines.filter((text) => text !== '')) {
    if (/[\p{Cc}\p{Cf}]/u.test(line))
      faults.push(`a line of the log holds controls: ${JSON.stringify(line)}`);
    const [leak] = leaks.slice(0, 2).filter(([, pattern]) => pattern.test(line));
    if (leak) faults.push(`the log holds ${leak[0]}`);
    try {
      JSON.parse(line);
    } catch {
      faults.push(`a line of the log is no JSON: ${JSON.stringify(line.slice(0, 200))}`);
    }
  }
  return faults.slice(0, 10);
}
