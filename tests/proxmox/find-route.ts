import type { ApiRoute, ApiRoutes } from './api-field.ts';

export interface FoundRoute {
  key: string; // `GET /nodes/{node}/status`
  route: ApiRoute;
  inPath: Record<string, string>;
}

/** The route of a request, with what its path names. Of several that fit, the one that names the least. */
export function findRoute(routes: ApiRoutes, method: string, path: string): FoundRoute | null {
  const parts = path.split('/');
  let best: FoundRoute | null = null;
  for (const [key, route] of routes) {
    const inPath = namesIn(key, method, parts);
    if (inPath === null) continue;
    if (best === null || Object.keys(inPath).length < Object.keys(best.inPath).length)
      best = { key, route, inPath };
  }
  return best;
}

function namesIn(key: string, method: string, parts: readonly string[]): Record<string, string> | null {
  const [ofMethod, template = ''] = key.split(' ');
  const wanted = template.split('/');
  if (ofMethod !== method || wanted.length !== parts.length) return null;
  const named: Record<string, string> = {};
  for (const [i, want] of wanted.entries()) {
    const part = parts[i] ?? '';
    const name = /^\{(.+)\}$/.exec(want)?.[1];
    if (name !== undefined) named[name] = decodeURIComponent(part);
    else if (want !== part) return null;
  }
  return named;
}
