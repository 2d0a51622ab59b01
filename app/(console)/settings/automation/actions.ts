'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type ResumeAutomationInput, resumeAutomation } from '@/lib/services/stops/resume-automation';
import { type SwitchAutomationInput, switchAutomation } from '@/lib/services/stops/switch-automation';
import { type EditWebhookInput, editWebhook } from '@/lib/services/webhooks/edit-webhook';
import { testWebhook } from '@/lib/services/webhooks/test-webhook';
import { runAction } from '../../../run-action';

/** Every page shows whether automation is stopped. */
const everyPage = () => revalidatePath('/', 'layout');

export async function switchAutomationAction(input: SwitchAutomationInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await switchAutomation({ ctx, input });
    return null;
  });
  everyPage();
  return result;
}

export async function resumeAutomationAction(input: ResumeAutomationInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await resumeAutomation({ ctx, input });
    return null;
  });
  everyPage();
  return result;
}

export async function editWebhookAction(input: EditWebhookInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await editWebhook({ ctx, input });
    return null;
  });
  everyPage();
  return result;
}

export async function testWebhookAction(): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await testWebhook({ ctx, input: {} });
    return null;
  });
}
