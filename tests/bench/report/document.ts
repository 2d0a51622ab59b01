import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The page that the sub-commands write together: one section each, in this order. */
const SECTIONS = [
  'planner',
  'planner-peak',
  'scale',
  'budgets',
  'reserve',
  'replay',
  'replay-levels',
  'week',
  'patch-day',
  'prediction',
  'executor',
  'takeover',
  'attack',
  'metrics',
  'rounds',
  'day',
  'pages',
  'connections',
  'vsphere',
] as const;
export type SectionName = (typeof SECTIONS)[number];

export const DOCUMENT = path.resolve(import.meta.dirname, '../../../docs/benchmarks.md');

const HEAD = `# Benchmarks

Each section below was written by the command that it names; nothing here is typed by hand.
The machine is shared, so ratios and counts tell more than seconds.
`;

const opening = (name: SectionName): string => `<!-- ${name}: written by npm run bench -->`;
const closing = (name: SectionName): string => `<!-- end of ${name} -->`;

/** The page with this section inserted or replaced. All other sections stay unchanged. */
export function withSection(page: string, name: SectionName, body: string): string {
  const sections = new Map(SECTIONS.map((known) => [known, readSection(page, known)]));
  sections.set(name, body.trim());
  const blocks = [...sections].flatMap(([known, text]) =>
    text === null ? [] : [`${opening(known)}\n\n${text}\n\n${closing(known)}\n`],
  );
  return [HEAD, ...blocks].join('\n');
}

function readSection(page: string, name: SectionName): string | null {
  const start = page.indexOf(opening(name));
  const end = page.indexOf(closing(name));
  return start < 0 || end < start ? null : page.slice(start + opening(name).length, end).trim();
}

/** Writes one section (Markdown that begins with its own `##` heading) to docs/benchmarks.md. */
export async function writeSection(name: SectionName, body: string): Promise<void> {
  const page = await readFile(DOCUMENT, 'utf8').catch(() => '');
  await mkdir(path.dirname(DOCUMENT), { recursive: true });
  await writeFile(DOCUMENT, withSection(page, name, body));
}
