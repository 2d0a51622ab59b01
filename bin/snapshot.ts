import { writeFile } from 'node:fs/promises';
import { saveSnapshot } from '../lib/views/snapshot/save-snapshot.ts';
import { badUsage, readOptions } from './arguments.ts';
import type { Command } from './io.ts';
import { withDatabase } from './with-database.ts';

const usage = 'ballast snapshot --cluster NAME [--output FILE] [--anonymous]';

const options = {
  cluster: { type: 'string' },
  output: { type: 'string' },
  anonymous: { type: 'boolean' },
} as const;

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw badUsage(`--output ${file}: ${error instanceof Error ? error.message : String(error)}.`, error);
  }
}

/** `ballast snapshot`: a live cluster as the file that `ballast plan` reads. Without --output it goes to standard output. */
export const runSnapshotCommand: Command = async (argv, io) => {
  const { values, positionals } = readOptions(argv, options, usage);
  const { cluster, output, anonymous = false } = values;
  if (positionals.length > 0) throw badUsage(`${positionals[0]}: not understood.\nusage: ${usage}`);
  if (!cluster) throw badUsage(`Say which cluster: --cluster NAME.\nusage: ${usage}`);
  const { snapshot } = await withDatabase(io, ({ ctx }) =>
    saveSnapshot({ ctx, input: { cluster: { name: cluster }, isAnonymous: anonymous } }),
  );
  const text = JSON.stringify(snapshot, null, 2);
  if (output === undefined) {
    io.out(text);
    return 0;
  }
  await write(output, `${text}\n`);
  const { hosts, vms, rules } = snapshot;
  io.out(
    `Saved ${cluster} in ${output} (hosts: ${hosts.length}, VMs: ${vms.length}, rules: ${rules.length}).`,
  );
  return 0;
};
