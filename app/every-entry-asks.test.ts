import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const asks = /\b(requireSession|requireContext|getContext|getCurrentUser|runAction)\(/;

/** What anybody may reach: the way in, the health check, and pages that only lead elsewhere. */
const open = new Set([
  '(auth)/actions.ts',
  '(auth)/sign-in/page.tsx',
  '(console)/settings/page.tsx',
  'api/auth/[...path]/route.ts',
  'api/health/route.ts',
  'page.tsx',
]);

const files = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !open.has(file))
  .map((file) => ({ file, text: fs.readFileSync(path.join(folder, file), 'utf8') }));

describe('everything that a browser can reach asks who is there', () => {
  const entries = files.filter(({ file }) => /(^|\/)(page\.tsx|route\.tsx?)$/.test(file));
  it.each(entries)('$file', ({ text }) => {
    expect(text).toMatch(asks);
  });

  const actions = files
    .filter(({ text }) => text.startsWith("'use server'"))
    .flatMap(({ file, text }) =>
      text
        .split(/^export /m)
        .slice(1)
        .map((body) => ({ file, name: body.match(/function (\w+)/)?.[1], body })),
    );
  it.each(actions)('$name of $file', ({ body }) => {
    expect(body).toMatch(asks);
  });
});
