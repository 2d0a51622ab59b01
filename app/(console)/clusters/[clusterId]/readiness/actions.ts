'use server';

import type { ActionResult } from '@/lib/model/action-result';
import { checkReadiness } from '@/lib/services/readiness/check-readiness';
import { type TestMigrationInput, testMigration } from '@/lib/services/readiness/test-migration';
import { runAction } from '../../../../run-action';

export async function checkReadinessAction(clusterId: string): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await checkReadiness({ ctx, input: { clusterId } });
    return null;
  });
}

export async function testMigrationAction(input: TestMigrationInput): Promise<ActionResult<{ id: string }>> {
  return runAction((ctx) => testMigration({ ctx, input }));
}
