import type { Clock } from '../../model/clock.ts';
import type { CommandLog, HostAddress, LoggedCommand } from '../../model/ports.ts';
import type { SimulatorCommandBody } from './commands.ts';
import type { SimulatorConfig } from './config.ts';
import { parseCommandBody } from './wire.ts';
import { advance, compareCommands } from './world/fold.ts';
import {
  beginWorld,
  shapeWorld,
  type TimedCommand,
  type WorldShape,
  type WorldState,
} from './world/state.ts';

/** Parallel writers may become visible out of order: this many commands are read a second time. */
const READ_AGAIN = 20;

/** The world at a time. It must not be changed, and is valid until the next read. */
export interface WorldView {
  shape: WorldShape;
  state: WorldState;
  at: number;
}

export interface WorldClient {
  /** The world now, with every command that was in the log at the time of the call. */
  read(): Promise<WorldView>;
  order(body: SimulatorCommandBody): Promise<void>;
}

/** Reads the log and keeps the resulting world, so that earlier commands are not replayed. */
export function openWorld(options: {
  config: SimulatorConfig;
  hosts: readonly HostAddress[];
  log: CommandLog;
  clock: Clock;
}): WorldClient {
  const { config, log, clock } = options;
  const names = new Map(options.hosts.map((host) => [host.hostId, host.name]));
  const nameOf = (hostId: string) => names.get(hostId) ?? hostId;
  const shape = shapeWorld(config);
  let folded = createFold(shape);
  const known = new Map<number, number>(); // the times of the last commands by their numbers
  let lastSeq = 0;
  let reading: Promise<void> | null = null;

  /** Whether the log has lost commands: a database that took over lacks the last ones of its predecessor. */
  const hasGoneBack = (fromSeq: number, read: readonly LoggedCommand[]): boolean => {
    const times = new Map(read.map(({ seq, at }) => [seq, at.getTime()]));
    return [...known].some(([seq, at]) => seq > fromSeq && times.get(seq) !== at);
  };

  const readLog = async () => {
    await Promise.resolve(); // callers in the same turn share this read
    reading = null;
    const fromSeq = Math.max(0, lastSeq - READ_AGAIN);
    let commands = await log.read(fromSeq);
    if (hasGoneBack(fromSeq, commands)) {
      folded = createFold(shape);
      known.clear();
      lastSeq = 0;
      commands = await log.read(0);
    }
    for (const { seq, at, body } of commands) {
      if (known.has(seq)) continue;
      known.set(seq, at.getTime());
      lastSeq = Math.max(lastSeq, seq);
      const parsed = parseCommandBody(body, nameOf);
      if (parsed !== null) folded.add({ seq, at: at.getTime(), body: parsed });
    }
    for (const seq of known.keys()) if (seq <= lastSeq - READ_AGAIN) known.delete(seq);
  };

  return {
    read: async () => {
      reading ??= readLog();
      await reading;
      return folded.at(clock.now().getTime());
    },
    order: async (body) => {
      await log.append(clock.now(), parseCommandBody(body, nameOf) ?? body);
    },
  };
}

/** Folds commands into worlds: forward if possible, from the beginning if an earlier command or time arrives late. */
export function createFold(shape: WorldShape): {
  add(command: TimedCommand): void;
  at(time: number): WorldView;
} {
  const commands: TimedCommand[] = [];
  let state = beginWorld(shape);
  let next = 0;
  const restart = () => {
    state = beginWorld(shape);
    next = 0;
  };
  return {
    add: (command) => {
      let place = commands.length;
      while (place > 0 && compareCommands(commands[place - 1] ?? command, command) > 0) place--;
      commands.splice(place, 0, command);
      if (place < next || command.at < state.at) restart();
    },
    at: (time) => {
      if (time < state.at) restart();
      next = advance(shape, state, commands, next, time);
      return { shape, state, at: time };
    },
  };
}
