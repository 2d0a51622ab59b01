import type { CommandLog, LoggedCommand } from '../../model/ports.ts';

/** A command log that lives in memory: for tests and for trying a world out. */
export function createMemoryLog(initial: readonly LoggedCommand[] = []): CommandLog {
  const log: LoggedCommand[] = [...initial];
  return {
    read: async (afterSeq) => log.filter((command) => command.seq > afterSeq),
    append: async (at: Date, body: object) => {
      const command = { seq: (log.at(-1)?.seq ?? 0) + 1, at, body };
      log.push(command);
      return command;
    },
  };
}
