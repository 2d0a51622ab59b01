/** The search parameters of an address, as Next hands them to a page. */
export type SearchParams = Record<string, string | string[] | undefined>;

/** What is given under a name, without the spaces around it; empty where nothing is, or several things are. */
export function textOf(parameters: SearchParams, name: string): string {
  const value = parameters[name];
  return typeof value === 'string' ? value.trim() : '';
}
