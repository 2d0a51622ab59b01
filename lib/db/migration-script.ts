/** In one pass, since each of these may hold the marks of the others: bodies, texts, names, comments. */
const NOT_BARE = /\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** SQL without comments, quoted text and function bodies: what is left are PostgreSQL's own words. */
function bareWords(sql: string): string {
  return sql.replace(NOT_BARE, ' ');
}

/**
 * Whether a script that is sent whole is applied whole or not at all. PostgreSQL runs it in one transaction, unless the
 * script ends that itself, or does what no transaction can.
 */
export function runsInOneTransaction(sql: string): boolean {
  return !/\b(commit|rollback|end\s+(transaction|work)|concurrently|vacuum)\b/i.test(bareWords(sql));
}
