import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from './project.ts';

/** Generates the database client, as the install script does where it is allowed to run. */
export async function generateClient(): Promise<void> {
  const prisma = path.join(projectFolder, 'node_modules', 'prisma', 'build', 'index.js');
  await promisify(execFile)(process.execPath, [prisma, 'generate'], { cwd: projectFolder });
}
