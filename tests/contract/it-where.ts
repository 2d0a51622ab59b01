import { it } from 'vitest';

/**
 * A test for an ability of a driver. Without the ability, the test is not registered, instead of being skipped:
 * other tests check that the driver refuses such requests.
 */
export const itWhere =
  (can: boolean) =>
  (name: string, body: () => Promise<void>): void => {
    if (can) it(name, body);
  };
