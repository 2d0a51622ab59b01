import { paths } from '../lib/model/paths.ts';

/** Where the request was going, as proxy.ts notes it: pages of Next do not know their own address. */
export const pathHeader = 'x-ballast-path';

/** The sign-in page that leads on to `path`. */
export function signInPath(path: string | null): string {
  const next = safePath(path);
  return paths.signIn({ next: next === paths.home() ? null : next });
}

/**
 * A path of this console, or `/` for anything else: an address that somebody sent must not lead to another site after
 * sign-in. Browsers read `/\x` and `//x` as other hosts and skip tabs and line ends, so the URL parser has to agree.
 */
export function safePath(path: unknown): string {
  const base = 'http://ballast.invalid';
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, base)) return '/';
  const url = new URL(path, base);
  if (url.origin !== base || url.pathname.startsWith('//') || /^\/(sign-in|api)(\/|$)/.test(url.pathname))
    return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
