import type { FiguresFault } from '../../model/figures-source.ts';

const certificateCodes =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/;

/** A failure of a query; the detail is in English, for the log and beside its sentence. */
export class FiguresError extends Error {
  override readonly name = 'FiguresError';

  constructor(
    readonly fault: FiguresFault,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message.slice(0, 300), options);
  }

  /** What an error of Node says about the connection. */
  static of(error: unknown): FiguresError {
    if (error instanceof FiguresError) return error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    if (certificateCodes.test(code)) return new FiguresError('certificate', message, { cause: error });
    const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
    return new FiguresError('unreachable', isLate ? 'no answer in time' : message, { cause: error });
  }
}
