import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A fault in a file, with its line. */
export interface Fault {
  line: number;
  text: string;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Returns the nodes of a TypeScript source that have a fault. */
export function faultyNodes(file: string, text: string, isFaulty: (node: ts.Node) => boolean): Fault[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const faults: Fault[] = [];
  const visit = (node: ts.Node): void => {
    if (isFaulty(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      faults.push({ line: line + 1, text: node.getText().replaceAll(/\s+/g, ' ') });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

/** A file of the project, by its path from the project's folder. */
export const readSource = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The TypeScript sources in some folders of the project, by their paths relative to it. */
export function sourcesIn(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.posix.join(folder, file.split(path.sep).join('/')),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file));
}

/** Prints the faults of the files and how to fix them. The process then ends with a failure. */
export function reportFaults(
  files: readonly string[],
  findFaults: (file: string, text: string) => readonly Fault[],
  advice: string,
): void {
  const found = files.flatMap((file) =>
    findFaults(file, readSource(file)).map(({ line, text }) => `${file}:${line}: ${text}`),
  );
  if (found.length === 0) return;
  for (const line of [...found, advice]) console.error(line);
  process.exitCode = 1;
}
