import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import { host, vm } from '../../../lib/engine/testing/snapshots.ts';
import { runPlanCommand } from '../../plan.ts';

export let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ballast-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

export async function save(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

export async function run(argv: string[], stdin = '') {
  const [out, err]: [string[], string[]] = [[], []];
  const status = await runPlanCommand(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: {},
    stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
  });
  return { status, out, err, text: out.join('\n') };
}

export const hot = {
  hosts: [host('h1'), host('h2'), host('h3')],
  vms: Array.from({ length: 9 }, (_, i) => vm(`v${i}`, 'h1')),
};
