import type { PolicyPatch } from '../../../lib/model/policy.ts';

/** The policy of the week besides its mode: that of a new cluster, and nothing moves during the backups. */
export const WEEK_POLICY: PolicyPatch = {
  timeZone: 'Europe/Berlin',
  blackouts: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '01:00', to: '03:00' }],
};
