declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';

  interface RollOptions {
    file: string;
    size: number; // MiB
    limit: { count: number; removeOtherLogFiles: boolean };
    symlink: boolean;
    mkdir: boolean;
    mode: number;
    sync: boolean;
    maxLength: number; // bytes that may wait
  }

  interface RollingStream extends EventEmitter {
    write(text: string): boolean;
    end(): void;
  }

  function roll(options: RollOptions): Promise<RollingStream>;
  export = roll;
}
