import { notFound } from 'next/navigation';
import { BallastError } from '../lib/model/errors.ts';

/** What a page reads, or Next's not-found page when the thing that its address names is not there. */
export async function orNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BallastError && error.code.endsWith('-not-found')) notFound();
    throw error;
  }
}
