import { z } from 'zod';

/** True for an id of the store's. An address that somebody typed names nothing, rather than failing in the database. */
export const isId = (text: string): boolean => z.uuid().safeParse(text).success;
