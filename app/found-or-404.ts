import { notFound } from 'next/navigation';
import { BallastError } from '../lib/model/errors.ts';

/** What a page reads, or Next's page for what is not there: things are removed while their page is open. */
export async function foundOr404<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BallastError && error.code.endsWith('-not-found')) notFound();
    throw error;
  }
}
