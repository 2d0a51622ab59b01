const HOST = /^[A-Za-z0-9[][A-Za-z0-9.:[\]-]*$/;

/**
 * The origin of a server as people enter it: a name or an IP address, with or without https:// and a port, and with one of these
 * paths at most, such as that of its own pages. Null: something else.
 */
export function parseServerAddress(entered: string, paths: readonly string[]): URL | null {
  const text = entered.includes('://') ? entered : `https://${entered}`;
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, pathname, search, hash, host } = new URL(text);
  const isPlain = username === '' && password === '' && search === '' && hash === '';
  const isRoot = ['/', ...paths].includes(pathname);
  return protocol === 'https:' && isPlain && isRoot && HOST.test(host) ? new URL(`https://${host}`) : null;
}
