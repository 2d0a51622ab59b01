import { Logger } from 'graphile-worker';

/** What the queue writes to; pino's shape. */
export interface QueueLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** The queue library's faults go to the worker's log; that it did a job is not worth a line each second. */
export function queueLogger(log: QueueLog): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({}, `queue: ${message}`);
    else if (level === 'warning') log.warn({}, `queue: ${message}`);
  });
}
