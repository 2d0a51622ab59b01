import { z } from 'zod';

/** True for an id of the store. An id from a URL that is not one is not found, instead of failing in the database. */
export const isId = (text: string): boolean => z.uuid().safeParse(text).success;
