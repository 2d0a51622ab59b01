import type { AuditFault, AuditVerdict } from '../lib/services/audit/verify-audit.ts';
import { verifyAudit } from '../lib/services/audit/verify-audit.ts';
import { badUsage, readOptions } from './arguments.ts';
import type { Command, CommandIo } from './io.ts';
import { withDatabase } from './with-database.ts';

const usage = 'ballast audit verify [--expect HASH] [--json]';
const options = { expect: { type: 'string' }, json: { type: 'boolean' } } as const;

const sentences: Record<AuditFault['kind'], string> = {
  changed: 'are not what was sealed',
  gap: 'follow on no seal: seals before them are missing',
  'dropped-in-between': 'are marked as dropped for their age, but older ones are there',
};

function say(io: CommandIo, verdict: AuditVerdict): void {
  for (const { seal, fromId, toId, kind } of verdict.faults)
    io.err(`ballast: entries ${fromId} to ${toId} (seal ${seal}) ${sentences[kind]}.`);
  if (verdict.hasExpected === false) io.err('ballast: no seal has the expected hash.');
  io.out(`${verdict.seals} seals; ${verdict.entries} entries are as they were sealed.`);
  if (verdict.dropped > 0) io.out(`${verdict.dropped} entries were dropped for their age.`);
  if (verdict.unsealed > 0) io.out(`${verdict.unsealed} entries are younger than the last seal.`);
  if (verdict.lastHash) io.out(`Last seal: ${verdict.lastHash}`);
}

/** `ballast audit verify`: compares the audit log with its seals. Exit status 1 if something was changed. */
export const runAuditCommand: Command = async (argv, io) => {
  const { values, positionals } = readOptions(argv, options, usage);
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw badUsage(`usage: ${usage}`);
  if (values.expect !== undefined && !/^[0-9a-f]{64}$/.test(values.expect))
    throw badUsage('--expect: a hash has 64 hexadecimal digits.');
  const verdict = await withDatabase(io, ({ ctx }) =>
    verifyAudit({ ctx, input: { expectedHash: values.expect } }),
  );
  if (values.json) io.out(JSON.stringify(verdict, null, 2));
  else say(io, verdict);
  return verdict.faults.length > 0 || verdict.hasExpected === false ? 1 : 0;
};
