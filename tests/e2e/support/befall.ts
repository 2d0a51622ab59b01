import { execFileSync } from 'node:child_process';
import type { Product } from './product.ts';

/** Lets something happen in the simulated world of a cluster (docs/simulator.md), such as the death of a host. */
export function befall(product: Product, cluster: string, command: { type: string; hostId: string }): void {
  const script = ['--import', 'tsx', 'tests/e2e/support/befall-now.ts', cluster, JSON.stringify(command)];
  execFileSync(process.execPath, script, { env: { ...process.env, ...product.env } });
}
