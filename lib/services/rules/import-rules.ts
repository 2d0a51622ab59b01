import { createHash } from 'node:crypto';
import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { insertRule, updateRule } from '../../db/rules.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { MAX_RULES_FILE, RulesFile } from '../../model/rules-file.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { applyLevel } from '../vms/apply-level.ts';
import { readImportWorld } from './import-world.ts';
import { type ImportLine, type ResolvedImport, resolveImport } from './resolve-import.ts';

/** The file is read on its own: it has many lines. */
const Target = z.object({ clusterId: z.uuid(), digest: z.string().nullable().default(null) });

/** `text`: the content of the file. `digest`: of the preview that the person has seen. */
export interface ImportRulesInput {
  clusterId: string;
  text: string;
  digest?: string;
}

/** What an import would do: the entries that change something or have a fault, in the order of the file. */
export interface ImportPreview {
  lines: ImportLine[];
  same: number; // entries that are there already
  digest: string; // of all of it: the import names it
}

/** What is shown of a file before anything is changed. Throws `file-invalid`, `file-too-large`, `cluster-not-found`. */
export async function previewImport({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ImportPreview> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { clusterId, text } = readInput(input);
  assertAllowed(ctx.actor, 'policy.edit', { clusterId });
  return ctx.db.$transaction(async (tx) => previewOf(await resolve(tx, clusterId, text)));
}

/**
 * Adds and changes what the preview with this digest showed, all of it or nothing; entries with a fault are left out.
 * Throws as `previewImport` does, and `conflict` with `target` if the import would do something else by now.
 */
export async function importRules({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ rules: number; vms: number }> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { clusterId, text, digest } = readInput(input);
  assertAllowed(ctx.actor, 'policy.edit', { clusterId });
  return ctx.db.$transaction(async (tx) => {
    await lockClusterRow(tx, clusterId);
    const resolved = await resolve(tx, clusterId, text);
    const { cluster, additions, edits, levels } = resolved;
    const conflict = new BallastError('conflict', 'the rules have changed', { target: cluster });
    if (previewOf(resolved).digest !== digest) throw conflict;
    for (const rule of additions) await insertRule(tx, clusterId, rule);
    for (const { id, version, rule } of edits) if (!(await updateRule(tx, id, rule, version))) throw conflict;
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'rule.import',
      target: cluster,
      targetId: clusterId,
      details: { added: additions.length, changed: edits.length, vms: levels.length },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: null },
        facts: { cluster, rules: additions.length + edits.length },
      },
    });
    for (const [automation, of] of Map.groupBy(levels, (each) => each.automation)) {
      const vmIds = of.map(({ vm }) => vm.id);
      await applyLevel(ctx, tx, { vmIds }, { automation, reason: null });
    }
    return { rules: additions.length + edits.length, vms: levels.length };
  });
}

function readInput(input: unknown) {
  const read = z.looseObject({ text: z.string() }).safeParse(input);
  const facts = { field: 'text', problem: 'required' };
  if (!read.success) throw new BallastError('invalid-input', 'text: the file is missing', facts);
  const { text } = read.data;
  if (text.length > MAX_RULES_FILE)
    throw new BallastError('file-too-large', 'the file is too large', { limit: MAX_RULES_FILE });
  return { ...parseInput(Target, { ...read.data, text: '' }), text };
}

async function resolve(
  tx: Transaction,
  clusterId: string,
  text: string,
): Promise<ResolvedImport & { cluster: string }> {
  const file = RulesFile.safeParse(parseJson(text));
  if (!file.success) {
    const [issue] = file.error.issues;
    const path = issue?.path.join('.') || '-';
    throw new BallastError('file-invalid', `${path}: ${issue?.message}`, { path });
  }
  const world = await readImportWorld(tx, clusterId);
  return { cluster: world.cluster, ...resolveImport(file.data, world) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new BallastError('file-not-json', 'the file is not JSON');
  }
}

function previewOf({ lines }: ResolvedImport): ImportPreview {
  const shown = lines.filter(({ outcome }) => outcome !== 'same');
  const digest = createHash('sha256').update(JSON.stringify(lines)).digest('hex');
  return { lines: shown, same: lines.length - shown.length, digest };
}
