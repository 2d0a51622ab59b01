import path from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { planBalance } from '../../lib/engine/balance.ts';
import { planEvacuation } from '../../lib/engine/evacuate.ts';
import { Policy } from '../../lib/model/policy.ts';
import { Snapshot, type SnapshotInput } from '../../lib/model/snapshot.ts';
import { launchOptions } from '../e2e/support/browser.ts';

const folder = path.resolve(import.meta.dirname, '../..');
const RUNS = 3;

/** What a page would load for a what-if analysis: all of the planning code. */
const entry = `
  export { planBalance } from './lib/engine/balance.ts';
  export { planEvacuation } from './lib/engine/evacuate.ts';
  export { planMigration } from './lib/engine/migrate.ts';
  export { simulateMoves } from './lib/engine/figures.ts';
`;

const bundleEngine = () =>
  build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts' },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'engine',
    platform: 'browser',
    target: 'es2023',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });

/** Numbers that are the same in every run (a linear congruential generator). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Fifty hosts and five hundred VMs, unevenly spread, with replicas apart in every tenth pair. */
function largeCluster(): SnapshotInput {
  const next = numbersFrom(20_261_123);
  const vms = Array.from({ length: 500 }, (_, i) => ({
    id: `v${i}`,
    hostId: `h${Math.floor(50 * next() ** 1.5)}`,
    memoryMiB: 1024 * (1 + Math.floor(8 * next())),
    demand: { cpuMhz: Math.round(200 + 3000 * next() ** 2) },
  }));
  return {
    hosts: Array.from({ length: 50 }, (_, i) => ({
      id: `h${i}`,
      cpuMhz: 20_000,
      memoryMiB: 131_072,
      migrationMbps: 10_000,
    })),
    vms,
    rules: Array.from({ length: 25 }, (_, i) => ({
      id: `r${i}`,
      kind: 'apart' as const,
      vmIds: [`v${i}`, `v${i + 100}`],
    })),
  };
}

interface Measured {
  plan: string;
  leastMs: number;
}

/** Runs where it is called: here, or in the page. It must not refer to anything outside of itself. */
function measure(work: () => unknown, runs: number): Measured {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return { plan: JSON.stringify(work()), leastMs: Math.min(...times) };
}

test('the bundle of the engine contains no Node built-in, and only our files and zod', async () => {
  const { metafile } = await bundleEngine();
  const inputs = Object.entries(metafile.inputs);
  const imported = inputs.flatMap(([, input]) => input.imports.map((each) => each.path));
  expect(imported.filter((name) => !(name in metafile.inputs))).toEqual([]); // no import is left to resolve
  const files = inputs.map(([name]) => name).filter((name) => name !== '<stdin>');
  expect(
    files.filter((name) => !/^lib\/(engine|model|precopy)\/|(^|\/)node_modules\/zod\//.test(name)),
  ).toEqual([]);
  expect(files.some((name) => name.startsWith('lib/engine/'))).toBe(true);
});

test('a browser makes the same plans as Node, byte for byte', async () => {
  const { outputFiles } = await bundleEngine();
  const script = outputFiles[0]?.text ?? '';
  const snapshot = Snapshot.parse(largeCluster());
  const policies = (['relieve', 'spread', 'peak'] as const).map((objective) => Policy.parse({ objective }));
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: `${script};globalThis.measure = ${measure.toString()}` });
    const inPage = (call: string) =>
      page.evaluate<Measured>(`(() => {
        const snapshot = ${JSON.stringify(snapshot)};
        return measure(() => ${call}, ${RUNS});
      })()`);
    for (const policy of policies) {
      const there = await inPage(`engine.planBalance(snapshot, ${JSON.stringify(policy)})`);
      const here = measure(() => planBalance(snapshot, policy), RUNS);
      expect(there.plan === here.plan, `${policy.objective}: the plans differ`).toBe(true);
      expect(JSON.parse(there.plan).moves.length).toBeGreaterThan(0);
      tell(`balance, ${policy.objective}`, there, here);
    }
    const [policy = Policy.parse({})] = policies;
    const there = await inPage(`engine.planEvacuation(snapshot, ${JSON.stringify(policy)}, 'h0')`);
    const here = measure(() => planEvacuation(snapshot, policy, 'h0'), RUNS);
    expect(there.plan === here.plan, 'the evacuations differ').toBe(true);
    tell('evacuate', there, here);
    console.log(`engine bundle: ${(script.length / 1024).toFixed(0)} KiB`);
  } finally {
    await browser.close();
  }
});

function tell(what: string, there: Measured, here: Measured): void {
  const [browserMs, nodeMs] = [there, here].map(({ leastMs }) => leastMs.toFixed(1));
  console.log(
    `50 hosts, 500 VMs, ${what}: ${browserMs} ms in Chromium, ${nodeMs} ms in Node (least of ${RUNS})`,
  );
}
