import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const project = path.resolve(import.meta.dirname, '../..');

/** All entries of the built console, read from the build and the sources, so that new ones are included automatically. */
export interface Surface {
  /** Pages by their folder names: `/hosts/[hostId]`. */
  pages: string[];
  routes: string[];
  /** Ids of the server actions, as Next named them in this build. */
  actions: string[];
  parameters: string[];
}

const Manifest = z.object({ node: z.record(z.string(), z.unknown()) });

function addressOf(file: string): string {
  const parts = path.dirname(file).split(path.sep);
  return `/${parts.filter((part) => part !== '.' && !part.startsWith('(')).join('/')}`;
}

/** Names that are read from addresses: the fields of queries, and parameters that are set in links. */
function parametersOf(files: { file: string; text: string }[]): string[] {
  const names = files.flatMap(({ text }) => [
    ...text.matchAll(/(?:params|parameters|searchParams)\??\.(?:set|get|has)?\(?'?(\w+)/g),
    ...text.matchAll(/textOf?\('(\w+)'\)/g),
    ...text.matchAll(/^ {2}(\w+): absent\(/gm),
  ]);
  return [...new Set(names.map((match) => match[1] ?? ''))].filter((name) => name.length > 1).sort();
}

export function readSurface(): Surface {
  const app = path.join(project, 'app');
  const files = fs
    .readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => ({ file, text: fs.readFileSync(path.join(app, file), 'utf8') }));
  const manifest = path.join(project, '.next/server/server-reference-manifest.json');
  const named = (name: RegExp) =>
    files.filter(({ file }) => name.test(file)).map(({ file }) => addressOf(file));
  return {
    pages: named(/(^|\/)page\.tsx$/),
    routes: named(/(^|\/)route\.ts$/),
    actions: Object.keys(Manifest.parse(JSON.parse(fs.readFileSync(manifest, 'utf8'))).node),
    parameters: parametersOf(files),
  };
}
