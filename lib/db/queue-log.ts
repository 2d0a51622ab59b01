import { Logger } from 'graphile-worker';

/** What the queue writes to; pino's shape. */
export interface QueueLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** The queue library's errors are logged by the worker; completed jobs are not, since there are several a second. */
export function queueLogger(log: QueueLog): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({}, `queue: ${message}`);
    else if (level === 'warning') log.warn({}, `queue: ${message}`);
  });
}
