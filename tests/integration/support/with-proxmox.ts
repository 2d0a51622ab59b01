import { afterEach, beforeEach, expect } from 'vitest';
import type { Database } from '../../../lib/db/client.ts';
import type { Context } from '../../../lib/services/context.ts';
import { entryOf, type StandIn, startProxmox } from '../../proxmox/proxmox.ts';
import { type Connected, connectEndpoint, contextWith, disconnectAll } from './connected-endpoint.ts';

export interface ProxmoxWorld {
  standIn: StandIn;
  ctx: Context;
  ballast: Connected;
}

/**
 * Each test gets a stand-in for Proxmox VE with three nodes, which is connected and observed. After it, the stand-in must not have
 * been asked anything that the API would refuse.
 */
export function withProxmox(
  database: { readonly db: Database },
  { vms, prepare }: { vms: number; prepare?: (standIn: StandIn) => void },
  take: (world: ProxmoxWorld) => void,
): void {
  let world: ProxmoxWorld;
  beforeEach(async () => {
    const standIn = await startProxmox({ nodes: 3, vms });
    prepare?.(standIn);
    const ctx = contextWith(database.db);
    world = { standIn, ctx, ballast: await connectEndpoint(ctx, entryOf(standIn)) };
    take(world);
  });
  afterEach(async () => {
    await world.ballast.close();
    await world.standIn.close();
    await disconnectAll(database.db);
    expect(world.standIn.complaints).toEqual([]);
  });
}
