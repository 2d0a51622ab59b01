import type { SearchParams } from './search-params.ts';

const MAX_FROM = 1_000_000;

/** What the address of a part of a list says: the parameters of its page, and the first row (0 if it makes no sense). */
export function readPart(request: Request): { parameters: SearchParams; from: number } {
  const query = new URL(request.url).searchParams;
  const from = Number(query.get('from'));
  return {
    parameters: Object.fromEntries(query),
    from: Number.isSafeInteger(from) && from > 0 && from <= MAX_FROM ? from : 0,
  };
}
