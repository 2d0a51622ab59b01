import { connectDatabase } from '../../lib/db/client.ts';
import { seedDataCentre } from '../../lib/demo/seed-data-centre.ts';
import { BallastError } from '../../lib/model/errors.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import type { Environment } from '../../lib/platform/env.ts';
import type { Context } from '../../lib/services/context.ts';
import { ensureAdministrator } from '../../lib/services/users/ensure-administrator.ts';

/** What there is to say about the data when the parts are about to run. */
export interface Beginnings {
  administrator: string; // e-mail address
  generatedPassword: string | null; // only on the start that made it: it is not kept
  isSimulated: boolean; // a simulated cluster is among those shown
}

/** Adds what the first start adds: a simulated data centre, and an administrator. Later starts only look. */
export async function prepareFirstStart(url: string, env: Environment): Promise<Beginnings> {
  const db = connectDatabase(url, 2);
  const ctx: Context = { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
  try {
    if (env.hasSimulator) await seedDataCentre({ ctx, input: { speed: env.simulatorSpeed ?? undefined } });
    const { email, password } = await ensureAdministrator({
      ctx,
      input: {
        email: env.administrator.email ?? undefined,
        password: env.administrator.password ?? undefined,
      },
    }).catch(nameVariable);
    const simulated = await db.cluster.count({ where: { driver: 'simulator' } });
    return { administrator: email, generatedPassword: password ?? null, isSimulated: simulated > 0 };
  } finally {
    await db.$disconnect();
  }
}

const variables = new Map([
  ['email', 'BALLAST_ADMIN_EMAIL'],
  ['password', 'BALLAST_ADMIN_PASSWORD'],
]);

/** The administrator's fields are variables to anyone who starts Ballast. */
function nameVariable(error: unknown): never {
  if (!(error instanceof BallastError) || error.code !== 'invalid-input') throw error;
  const field = String(error.facts.field);
  const message = error.message.replace(`${field}:`, `${variables.get(field) ?? field} is refused:`);
  throw new BallastError('bad-environment', message, { faults: 1 }, { cause: error });
}
