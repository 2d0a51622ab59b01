import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findIn, findInSource, findInText, wordsOf } from './find-retired-words.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Documents of past releases and texts of third parties keep their words. */
const NOT_READ =
  /^(CHANGELOG\.md|prisma\/migrations\/|tests\/fixtures\/|tests\/lint\/|docs\/(benchmarks|schema)\/|docs\/benchmarks\.md)/;
const READ = /^(app|bin|components|i18n|lib|prisma|tests|docs|messages\/en)\/|^[A-Z]+\.md$/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => READ.test(file) && !NOT_READ.test(file));

let found = 0;
const report = (place: string, text: string) => {
  console.error(`${place}: ${text}`);
  found++;
};

for (const file of files) {
  for (const text of findIn(wordsOf(file.replaceAll('/', ' ')), 'name', file)) report(file, text);
  const isSource = /\.tsx?$/.test(file);
  if (!isSource && !/\.(md|prisma)$|^messages\/en\/.*\.json$/.test(file)) continue;
  const text = readFileSync(path.join(root, file), 'utf8');
  const findings = isSource ? findInSource(file, text) : findInText(file, text);
  for (const { line, text: what } of findings) report(`${file}:${line}`, what);
}

if (found > 0) {
  console.error(`${found} retired words. The list, with what to write instead: tests/lint/retired-words.ts`);
  process.exitCode = 1;
}
