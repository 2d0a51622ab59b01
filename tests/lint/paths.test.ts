import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { apiPaths, paths } from '../../lib/model/paths.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Each path with an example id. A new path does not compile without a line here. */
const made: Record<keyof typeof paths | keyof typeof apiPaths, string> = {
  home: paths.home(),
  signIn: paths.signIn(),
  overview: paths.overview(),
  cluster: paths.cluster('1'),
  quality: paths.quality('1'),
  power: paths.power('1'),
  reserve: paths.reserve('1'),
  readiness: paths.readiness('1'),
  rules: paths.rules('1'),
  newRule: paths.newRule('1'),
  rule: paths.rule('1', '1'),
  whatIf: paths.whatIf('1'),
  patchHosts: paths.patchHosts('1'),
  patchRun: paths.patchRun('1'),
  hosts: paths.hosts(),
  vms: paths.vms(),
  host: paths.host('1'),
  evacuate: paths.evacuate('1'),
  outage: paths.outage('1'),
  vm: paths.vm({ id: '1', hostId: '1' }),
  suggestions: paths.suggestions(),
  suggestion: paths.suggestion('1'),
  evaluations: paths.evaluations(),
  jobs: paths.jobs(),
  job: paths.job('1'),
  history: paths.history(),
  settings: paths.settings(),
  clusterSettings: paths.clusterSettings(),
  connectCluster: paths.connectCluster(),
  automation: paths.automation(),
  users: paths.users(),
  audit: paths.audit(),
  preferences: paths.preferences(),
  policies: paths.policies(),
  productPolicy: paths.productPolicy(),
  groupPolicy: paths.groupPolicy('1'),
  clusterPolicy: paths.clusterPolicy('1'),
  hostPolicy: paths.hostPolicy('1'),
  vmPolicy: paths.vmPolicy('1'),
  frame: apiPaths.frame(),
  health: apiPaths.health(),
  policyEffect: apiPaths.policyEffect(),
  events: apiPaths.events('host=all'),
  historyExport: apiPaths.historyExport(),
  hostRows: apiPaths.hostRows({ from: 0 }),
  vmRows: apiPaths.vmRows({ from: 0 }),
  clusterHosts: apiPaths.clusterHosts('1'),
  snapshot: apiPaths.snapshot('1'),
  patchStepDone: apiPaths.patchStepDone('1'),
  rulesExport: apiPaths.rulesExport('1'),
  whatIfData: apiPaths.whatIfData('1'),
};

const filesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.posix.join(folder, file.split(path.sep).join('/')),
  );

/** The addresses that Next serves, with 1 for each parameter: /hosts/1/evacuate. */
const routes = filesOf('app')
  .filter((file) => /\/(page\.tsx|route\.ts)$/.test(file))
  .map(
    (file) =>
      `/${path.posix
        .dirname(file)
        .split('/')
        .slice(1)
        .filter((part) => !part.startsWith('('))
        .join('/')}`,
  )
  .map((route) => route.replaceAll(/\[[^\]]+\]/g, '1'));

/** Used by the sign-in library and by monitoring systems only. */
const isHandled = (route: string): boolean => route === '/api/auth/1' || route === '/metrics';

it('has a path for each page, and a page for each path', () => {
  const known = Object.values(made).map((href) => href.replace(/\?.*/, ''));
  expect(new Set(known)).toEqual(new Set(routes.filter((route) => !isHandled(route))));
});

const places = [...new Set(routes.map((route) => route.split('/')[1]).filter(Boolean))].join('|');
// revalidatePath takes a route pattern, which is not a link
const link = new RegExp(`(?<!revalidatePath\\()['"\`]/(${places})(?![\\w-])`, 'g');
const findLinks = (text: string): number => [...text.matchAll(link)].length;

it.each(['href="/jobs"', "router.push('/settings/clusters')", 'href={`/hosts/1/evacuate`}'])(
  'finds the literal link in %s',
  (text) => expect(findLinks(text)).toBe(1),
);

it.each(["import { paths } from '@/lib/model/paths';", "revalidatePath('/jobs', 'layout')", '{done}/{all}'])(
  'accepts %s',
  (text) => expect(findLinks(text)).toBe(0),
);

it('has no literal links in pages and components', () => {
  const files = ['app', 'components'].flatMap(filesOf).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  expect(files.filter((file) => findLinks(readFileSync(path.join(root, file), 'utf8')) > 0)).toEqual([]);
  expect(files.length).toBeGreaterThan(200);
});
