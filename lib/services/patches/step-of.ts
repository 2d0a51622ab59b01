import type { HostStep } from '../../model/host-commands.ts';
import type { Context } from '../context.ts';

/** How long a host may take to be back where no command says so. */
const RETURN_SECONDS = 1800;

/** The command of this name, as the file has it now; null: it has none. Throws `commands-file-unusable`. */
export const findStep = (ctx: Context, name: string | null): HostStep | null =>
  ctx.commands?.().steps.find((step) => step.name === name) ?? null;

/** What is awaited of a host after its step. A command that is not in the file any more counts as one that restarts its host. */
export function awaited(
  ctx: Context,
  { step, stepName }: { step: string; stepName: string | null },
): Pick<HostStep, 'restarts' | 'returnSeconds' | 'timeoutSeconds'> {
  if (step !== 'command') return { restarts: false, returnSeconds: RETURN_SECONDS, timeoutSeconds: 0 };
  try {
    const found = findStep(ctx, stepName);
    if (found) return found;
  } catch {
    // the command has been started: that the file cannot be read now changes nothing for it
  }
  return { restarts: true, returnSeconds: RETURN_SECONDS, timeoutSeconds: RETURN_SECONDS };
}
