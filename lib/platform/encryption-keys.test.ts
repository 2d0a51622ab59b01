import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSecretBox, readKeys, writeKeyFile } from './encryption-keys.ts';
import { makeKey } from './secret-box.ts';

let dataFolder: string;
beforeEach(() => {
  dataFolder = fs.mkdtempSync(path.join(tmpdir(), 'ballast-keys-'));
});
afterEach(() => fs.rmSync(dataFolder, { recursive: true }));

const file = () => path.join(dataFolder, 'encryption-key');

it('makes one key for all processes of a machine, for its owner only', () => {
  const keys = readKeys({ encryptionKeys: [], dataFolder });
  expect(readKeys({ encryptionKeys: [], dataFolder })).toEqual(keys);
  expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
});

it('makes no file while nothing needs a key', () => {
  openSecretBox({ encryptionKeys: [], dataFolder });
  expect(fs.existsSync(file())).toBe(false);
});

it('prefers the keys of the environment', () => {
  const key = makeKey();
  expect(readKeys({ encryptionKeys: [key], dataFolder })).toEqual([key]);
  expect(fs.existsSync(file())).toBe(false);
});

it('refuses a file that others may read', () => {
  readKeys({ encryptionKeys: [], dataFolder });
  fs.chmodSync(file(), 0o644);
  expect(() => readKeys({ encryptionKeys: [], dataFolder })).toThrow(/others may read it/);
});

it('reads the keys that it wrote', () => {
  const keys = [makeKey(), makeKey()] as const;
  writeKeyFile(dataFolder, [...keys]);
  expect(readKeys({ encryptionKeys: [], dataFolder })).toEqual([...keys]);
  expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
});
