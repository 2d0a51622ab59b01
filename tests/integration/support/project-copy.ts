import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * A copy of the project's Prisma files in a temporary folder, which is removed after the test file. Migrations may
 * be added to it.
 */
export class ProjectCopy {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-project-'));

  constructor() {
    fs.cpSync(path.join(root, 'prisma'), path.join(this.folder, 'prisma'), { recursive: true });
    for (const file of ['prisma.config.ts', 'package.json']) {
      fs.copyFileSync(path.join(root, file), path.join(this.folder, file));
    }
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(this.folder, 'node_modules'));
    afterAll(() => fs.rmSync(this.folder, { recursive: true, force: true }));
  }

  writeMigration(name: string, sql: string): void {
    const folder = path.join(this.folder, 'prisma', 'migrations', name);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'migration.sql'), sql);
  }
}
