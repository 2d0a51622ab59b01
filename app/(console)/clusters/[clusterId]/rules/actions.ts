'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type AddRuleInput, addRule } from '@/lib/services/rules/add-rule';
import { type EditRuleInput, editRule } from '@/lib/services/rules/edit-rule';
import {
  type ImportPreview,
  type ImportRulesInput,
  importRules,
  previewImport,
} from '@/lib/services/rules/import-rules';
import { type RemoveRuleInput, removeRule } from '@/lib/services/rules/remove-rule';
import { type DraftOutlook, type JudgeDraftInput, judgeDraft } from '@/lib/views/rules/judge-draft';
import { runAction } from '../../../../run-action';

/** Pages of the cluster, its hosts and its VMs show the rules. */
const refresh = () => revalidatePath('/', 'layout');

export async function addRuleAction(input: AddRuleInput): Promise<ActionResult<{ id: string }>> {
  return runAction(async (ctx) => {
    const added = await addRule({ ctx, input });
    refresh();
    return added;
  });
}

export async function editRuleAction(input: EditRuleInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await editRule({ ctx, input });
    refresh();
    return null;
  });
}

export async function removeRuleAction(input: RemoveRuleInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await removeRule({ ctx, input });
    refresh();
    return null;
  });
}

/** What a rule would mean, while somebody edits it. */
export async function judgeDraftAction(input: JudgeDraftInput): Promise<ActionResult<DraftOutlook>> {
  return runAction((ctx) => judgeDraft({ ctx, input }));
}

/** What a file would change, before it changes anything. */
export async function previewImportAction(input: ImportRulesInput): Promise<ActionResult<ImportPreview>> {
  return runAction((ctx) => previewImport({ ctx, input }));
}

export async function importRulesAction(
  input: ImportRulesInput,
): Promise<ActionResult<{ rules: number; vms: number }>> {
  return runAction(async (ctx) => {
    const imported = await importRules({ ctx, input });
    refresh();
    return imported;
  });
}
