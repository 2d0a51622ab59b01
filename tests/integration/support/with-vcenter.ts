import { afterEach, beforeEach } from 'vitest';
import type { Database } from '../../../lib/db/client.ts';
import type { Context } from '../../../lib/services/context.ts';
import { entryOf, startVcenter, type Vcenter } from '../../vcenter/vcenter.ts';
import { type Connected, connectEndpoint, contextWith, disconnectAll } from './connected-endpoint.ts';

export interface VcenterWorld {
  vcenter: Vcenter;
  ctx: Context;
  world: Connected;
}

/** Each test gets a vCenter of its own, whose first cluster is connected and observed. */
export function withVcenter(
  database: { readonly db: Database },
  options: Parameters<typeof startVcenter>[0],
  take: (made: VcenterWorld) => void,
): void {
  let made: VcenterWorld;
  beforeEach(async () => {
    const vcenter = await startVcenter(options);
    const ctx = contextWith(database.db);
    made = { vcenter, ctx, world: await connectEndpoint(ctx, entryOf(vcenter)) };
    take(made);
  });
  afterEach(async () => {
    await made.world.close();
    await made.vcenter.close();
    await disconnectAll(database.db);
  });
}
