import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureSecret } from './secret.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-secret-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('the secret is long, stays the same, and only its owner can read it', () => {
  const data = path.join(folder, 'data');
  const secret = ensureSecret(data);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(ensureSecret(data)).toBe(secret);
  expect(fs.statSync(path.join(data, 'secret')).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(data)).toEqual(['secret']);
});

test('a folder that cannot be created is reported in a plain sentence', () => {
  fs.writeFileSync(path.join(folder, 'file'), '');
  expect(() => ensureSecret(path.join(folder, 'file', 'data'))).toThrow(/BALLAST_DATA_DIR/);
});
