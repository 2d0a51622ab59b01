import { BallastError } from '../lib/model/errors.ts';
import type { CommandIo } from './io.ts';
import { projectFolder } from './project.ts';
import { buildConsole } from './start/build.ts';

/** `ballast build`: builds the web console unless it is up to date. `ballast start` does the same. */
export async function runBuildCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length > 0) throw new BallastError('bad-usage', `ballast build takes no arguments (${argv[0]}).`);
  const isNew = await buildConsole(projectFolder, io.out, new AbortController().signal);
  if (!isNew) io.out('The web console is built already.');
  return 0;
}
