import { it } from 'vitest';

/**
 * A case of what a driver can. Where it cannot there is no such case, rather than one that is skipped: that it says so is tried by
 * the refused orders.
 */
export const itWhere =
  (can: boolean) =>
  (name: string, body: () => Promise<void>): void => {
    if (can) it(name, body);
  };
