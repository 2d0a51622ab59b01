import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../lib/db/embedded/postgres.ts';
import { HASTE, makeTemplate } from './template-database.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string; // of a server for this test run only, as its owner
    productUrl: string; // of the same server, as the plain role of web and worker
  }
}

let folder = '';

/** One PostgreSQL for the whole test run, in its own folder that is removed afterwards. */
export async function setup(project: TestProject): Promise<void> {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-tests-'));
  const { ownerUrl, url: productUrl } = await startEmbeddedPostgres(path.join(folder, 'postgres'), HASTE);
  await makeTemplate(ownerUrl);
  project.provide('postgresUrl', ownerUrl);
  project.provide('productUrl', productUrl);
}

export async function teardown(): Promise<void> {
  await stopEmbeddedPostgres(path.join(folder, 'postgres'));
  fs.rmSync(folder, { recursive: true, force: true });
}
