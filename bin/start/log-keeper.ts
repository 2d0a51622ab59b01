import type { Clock } from '../../lib/model/clock.ts';
import { cutLogLine, formatLogLine, isWeightyLogLine, toLogLine } from '../../lib/platform/log-line.ts';
import { ByteBudget } from './byte-budget.ts';
import { RepeatFilter } from './repeat-filter.ts';

const MIB = 1024 * 1024;
/**
 * What may be written within an hour: three processes of Ballast, and the output of two of them. The kept files hold
 * more.
 */
const OWN_BYTES = 10 * MIB;
const FOREIGN_BYTES = 5 * MIB;

interface Sinks {
  toFile(line: string): void;
  toTerminal(line: string): void;
}

interface Share {
  budget: ByteBudget;
  leftOut: number;
}

/**
 * The output of Ballast's processes: all of it goes to the file, warnings also to the terminal. Their own log lines
 * come on a separate channel; the output of libraries is wrapped, so that it cannot pass for one. Each has its own
 * hourly share, so that one process cannot displace the last hour of another from the file.
 */
export class LogKeeper {
  private readonly shares = new Map<string, Share>();
  private readonly shown: RepeatFilter;
  private readonly printed: RepeatFilter;

  constructor(
    private readonly sinks: Sinks,
    private readonly clock: Clock,
  ) {
    this.shown = new RepeatFilter(clock);
    this.printed = new RepeatFilter(clock);
  }

  /** A line of a part's log channel. */
  log(part: string, line: string): void {
    const own = cutLogLine(line);
    if (own === null) this.print(part, line, true);
    else if (this.write(part, OWN_BYTES, own) && isWeightyLogLine(own) && this.shown.isNew(own))
      this.sinks.toTerminal(formatLogLine(own));
  }

  /** A line that a library printed within a process. Repetitions within half a minute are dropped. */
  print(part: string, line: string, isErrorStream: boolean): void {
    if (line.trim() === '' || !this.printed.isNew(`${part} ${line}`)) return;
    const wrapped = toLogLine(
      { level: isErrorStream ? 'error' : 'info', part, printed: true },
      line,
      this.clock,
    );
    const isWritten = this.write(`what ${part} printed`, FOREIGN_BYTES, wrapped);
    if (isWritten && isErrorStream) this.sinks.toTerminal(formatLogLine(wrapped));
  }

  /** The start's own messages, which are also on the terminal. */
  say(line: string): void {
    this.write('start', OWN_BYTES, toLogLine({ level: 'info', part: 'start' }, line, this.clock));
  }

  private write(name: string, bytesAnHour: number, line: string): boolean {
    const share = this.shares.get(name) ?? { budget: new ByteBudget(bytesAnHour, this.clock), leftOut: 0 };
    this.shares.set(name, share);
    if (!share.budget.take(Buffer.byteLength(line))) {
      share.leftOut += 1;
      return false;
    }
    if (share.leftOut > 0) {
      const words = `${share.leftOut} lines left out: ${name}, more than ${bytesAnHour / MIB} MiB within an hour`;
      share.leftOut = 0;
      this.sinks.toFile(toLogLine({ level: 'warn', part: 'start' }, words, this.clock));
    }
    this.sinks.toFile(line);
    return true;
  }
}
