/** The name of a file to download: letters, digits, dots and hyphens, which every file system accepts; and the time (UTC). */
export function fileNameFor(what: string, at: Date): string {
  const name = what.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '') || 'cluster';
  const time = at.toISOString().slice(0, 19).replaceAll(':', '-');
  return `ballast-${name}-${time}Z.json`;
}
