import type { Database } from '../../../lib/db/client.ts';
import { changePassword } from '../../../lib/services/users/change-password.ts';
import { changeRole } from '../../../lib/services/users/change-role.ts';
import { removeUser } from '../../../lib/services/users/remove-user.ts';
import { setPassword } from '../../../lib/services/users/set-password.ts';
import { updatePreferences } from '../../../lib/services/users/update-preferences.ts';
import { PASSWORD, person } from './prepared.ts';

/** The verbs about people, as in scenarios.ts. */
export const userScenarios: Record<string, (db: Database) => Promise<() => Promise<unknown>>> = {
  addUser: async (db) => () => person(db),
  changeRole: async (db) => {
    const { ctx, userId } = await person(db);
    return () => changeRole({ ctx, input: { userId, role: 'viewer' } });
  },
  removeUser: async (db) => {
    const { ctx, userId } = await person(db);
    return () => removeUser({ ctx, input: { userId } });
  },
  setPassword: async (db) => {
    const { ctx, userId } = await person(db);
    return () => setPassword({ ctx, input: { userId, password: 'another-long-one' } });
  },
  changePassword: async (db) => {
    const { self } = await person(db);
    const input = { current: PASSWORD, next: 'another-long-one', address: '127.0.0.1' };
    return () => changePassword({ ctx: self, input });
  },
  updatePreferences: async (db) => {
    const { self } = await person(db);
    return () => updatePreferences({ ctx: self, input: { locale: 'ja', theme: null, timeZone: null } });
  },
};
