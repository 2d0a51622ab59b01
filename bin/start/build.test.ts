import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintSources, isBuilt } from './build.ts';

let folder = '';
const write = (name: string, content: string) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), content);
};
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-build-'));
  write('app/page.tsx', 'one');
  write('lib/a.ts', 'a');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('the fingerprint depends on content, names and the lock file, but not on times, tests or other folders', () => {
  const before = fingerprintSources(folder);
  fs.utimesSync(path.join(folder, 'app/page.tsx'), 0, 0);
  write('lib/a.test.ts', 'test');
  write('docs/readme.md', 'words');
  expect(fingerprintSources(folder)).toBe(before);
  write('package-lock.json', '{}');
  const withLock = fingerprintSources(folder);
  expect(withLock).not.toBe(before);
  fs.renameSync(path.join(folder, 'lib/a.ts'), path.join(folder, 'lib/b.ts'));
  expect(fingerprintSources(folder)).not.toBe(withLock);
});

test('it is not built without a build, or with a build of other sources', () => {
  expect(isBuilt(folder, 'x')).toBe(false);
  write('.next/ballast-fingerprint', 'y');
  expect(isBuilt(folder, 'y')).toBe(false);
  write('.next/BUILD_ID', 'id');
  expect(isBuilt(folder, 'x')).toBe(false);
  expect(isBuilt(folder, 'y')).toBe(true);
});
