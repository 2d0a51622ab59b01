const { compare } = new Intl.Collator('en', { numeric: true });

/** The order in which people expect names, as the database sorts them: vm-2 before vm-10, and Web beside web. */
export const compareNames = (a: string, b: string): number => compare(a, b);

/** The same for things that have a name. */
export const byName = (a: { name: string }, b: { name: string }): number => compare(a.name, b.name);
