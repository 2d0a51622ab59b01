import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { RefereeBook } from './referee-book.ts';

const spec = { family: 'skew', hosts: 3, vms: 6, seed: 1 } as const;
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function saved(book: RefereeBook): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ballast-book-'));
  folders.push(folder);
  const file = path.join(folder, 'result.json');
  await writeFile(file, JSON.stringify({ referees: book }));
  return file;
}

it('requests an answer once, and reuses it in a later run that names the file', async () => {
  const referee = vi.fn(async () => 7);
  const first = await RefereeBook.open([], '2026-11-22');
  await first.ask(spec, 'least moves', z.number(), referee);
  await first.ask(spec, 'least moves', z.number(), referee);
  const second = await RefereeBook.open([await saved(first)], '2026-11-23');
  expect(await second.ask(spec, 'least moves', z.number(), referee)).toBe(7);
  expect(referee).toHaveBeenCalledTimes(1);
  expect(second.describe()).toBe('Reference results: 1 on 2026-11-22.');
});

it('requests an answer again for another instance', async () => {
  const referee = vi.fn(async () => 7);
  const first = await RefereeBook.open([], '2026-11-22');
  await first.ask(spec, 'least moves', z.number(), referee);
  const second = await RefereeBook.open([await saved(first)], '2026-11-23');
  await second.ask({ ...spec, seed: 2 }, 'least moves', z.number(), referee);
  expect(referee).toHaveBeenCalledTimes(2);
});
