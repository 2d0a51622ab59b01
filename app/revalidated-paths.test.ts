import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const calls = fs
  .readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
  .map((file) => ({ file, text: fs.readFileSync(path.join(import.meta.dirname, file), 'utf8') }))
  .flatMap(({ file, text }) =>
    [...text.matchAll(/revalidatePath\(([^)]*)\)/g)].map(([call]) => ({ file, call })),
  );

test.each(calls)(
  '$call of $file names no path that came with the request: Next prints what it cannot use',
  ({ call }) => {
    expect(call).toMatch(/^revalidatePath\(('[\w/-]+'(, 'layout')?|page)\)$/);
  },
);
