import { BallastError } from '../../model/errors.ts';
import type { HostSign } from '../../model/host-sign.ts';
import { toPlainText } from '../../model/plain-text.ts';
import { type CommandEnd, runCommand } from '../../platform/run-command.ts';
import type { Context } from '../context.ts';
import { powerChecksFor } from './commands-for.ts';

/** How a command of the administrator is run; tests use their own. */
export type RunCommand = typeof runCommand;

/** `ipmitool chassis power status` ends with such a word, as do the answers of Redfish. */
const OFF = /\boff\W*$/i;

/**
 * What the management boards of a host say of its power, a sign each. None if the file of commands has no power check for it, or
 * cannot be used. Power that is on is no sign of life: the machine may hang.
 */
export async function checkPower(
  ctx: Context,
  hostName: string,
  run: RunCommand = runCommand,
): Promise<HostSign[]> {
  return Promise.all(
    checksFor(ctx, hostName).map(async ({ name, command, timeoutSeconds }): Promise<HostSign> => {
      const end = await run(command, timeoutSeconds, { BALLAST_HOST: hostName });
      const isOff = end.status === 0 && OFF.test(end.output);
      const says = isOff ? 'silent' : 'nothing';
      return { source: 'bmc', by: name, says, detail: describe(end), mark: null, writtenAt: null };
    }),
  );
}

function checksFor(ctx: Context, hostName: string) {
  try {
    return powerChecksFor(ctx, hostName);
  } catch (error) {
    if (error instanceof BallastError) return []; // the page says so beside the fence commands
    throw error;
  }
}

function describe({ status, output }: CommandEnd): string {
  const last = output.split('\n').at(-1) ?? '';
  if (status === 0) return toPlainText(last);
  const why = status === null ? 'it did not end in time' : `exit status ${status}`;
  return toPlainText(last === '' ? why : `${why}: ${last}`);
}
