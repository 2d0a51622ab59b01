/** In one pass, because each of these may contain the delimiters of the others: bodies, texts, names, comments. */
const NOT_BARE = /\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** SQL without comments, quoted text and function bodies: the rest are PostgreSQL's own words. */
function bareWords(sql: string): string {
  return sql.replace(NOT_BARE, ' ');
}

/**
 * Whether a script that is sent as a whole is applied completely or not at all. PostgreSQL runs it in one
 * transaction, unless the script ends that itself, or contains a statement that cannot run in one.
 */
export function runsInOneTransaction(sql: string): boolean {
  return !/\b(commit|rollback|end\s+(transaction|work)|concurrently|vacuum)\b/i.test(bareWords(sql));
}
