import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** The environment of a measurement. Every section of the page states it. */
export interface Environment {
  readonly date: string; // ISO day
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly command: string;
}

/** The machine and the date, with the versions of Node and of the other programs that were used. */
export function readEnvironment(command: string, versions: Record<string, string> = {}): Environment {
  const [first] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    versions: { node: process.versions.node, ...versions },
    command,
  };
}

/** One line of Markdown for the beginning of a section. */
export function describeEnvironment({ date, cpu, cores, memoryGiB, versions, command }: Environment): string {
  const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${date}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${parts.join(', ')}; \`${command}\`.`;
}

/** The first line that a program prints about itself. Null if it is not installed. */
export async function versionOf(program: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args);
    return stdout.split('\n')[0]?.trim() ?? null;
  } catch {
    return null;
  }
}
