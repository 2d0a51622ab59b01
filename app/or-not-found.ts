import { notFound } from 'next/navigation';
import { BallastError } from '../lib/model/errors.ts';

/** The data of a page, or Next's not-found page if the object in its URL does not exist. */
export async function orNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BallastError && error.code.endsWith('-not-found')) notFound();
    throw error;
  }
}
