import { notFound } from 'next/navigation';
import { BallastError } from '../lib/model/errors.ts';

/** The result of a use case, or Next's not-found page: objects may be removed while their page is open. */
export async function foundOr404<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BallastError && error.code.endsWith('-not-found')) notFound();
    throw error;
  }
}
