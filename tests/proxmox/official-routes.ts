import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ApiRoute, ApiRoutes } from './api-field.ts';

/** The path of `apidata.js` of Proxmox VE's package pve-docs (folder api-viewer), which is under the AGPL and not part of Ballast. */
const PATH = 'BALLAST_PROXMOX_APIDATA';

interface Branch {
  path: string;
  info?: Record<string, unknown> | undefined;
  children?: Branch[] | undefined;
}

const Branch: z.ZodType<Branch> = z.lazy(() =>
  z.object({
    path: z.string(),
    info: z.record(z.string(), z.unknown()).optional(),
    children: z.array(Branch).optional(),
  }),
);

/** Every path of the official schema; null: its path was not given. */
export function officialRoutes(): ApiRoutes | null {
  const file = process.env[PATH];
  if (file === undefined || file === '') return null;
  const source = readFileSync(file, 'utf8');
  const tree = source.slice(source.indexOf('['), source.lastIndexOf('\n]') + 2);
  const routes = new Map<string, ApiRoute>();
  const walk = (branches: readonly Branch[]): void => {
    for (const { path, info = {}, children = [] } of branches) {
      for (const [method, route] of Object.entries(info)) routes.set(`${method} ${path}`, Object(route));
      walk(children);
    }
  };
  walk(z.array(Branch).parse(JSON.parse(tree)));
  return routes;
}
