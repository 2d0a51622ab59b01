/** A command for a host, as an order to its driver. */
export interface StepRef {
  key: string; // letters, digits and dashes: the host runs it at most once for each
  hostId: string;
}

export interface StepOrder extends StepRef {
  command: string; // one line for the shell of the host
  timeoutSeconds: number; // then the host itself ends it
}

/** What a host knows of a command. */
export interface StepReport {
  bootId: string; // of the boot that the host is in
  /** none: it was never started there. ended: it is over, by itself or because the host restarted. */
  phase: 'none' | 'running' | 'ended';
  exitCode: number | null; // of a command that has ended; null: the host restarted while it ran
  output: string; // its last lines
}
