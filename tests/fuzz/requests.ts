import fc from 'fast-check';
import { hostileJson, hostileText } from './hostile.ts';
import type { Surface } from './surface.ts';

export const visitors = ['nobody', 'viewer', 'administrator'] as const;
export type Visitor = (typeof visitors)[number];

/** One request, as the bytes that are sent (latin1). The cookies of the visitor are added when it is sent. */
export interface HostileRequest {
  visitor: Visitor;
  method: string;
  target: string;
  headers: [string, string][];
  body: string;
}

/** The names of fields that the actions read. */
const fields = [
  'clusterId',
  'hostId',
  'vmId',
  'planId',
  'runId',
  'userId',
  'refusalId',
  'moveIds',
  'options',
  'order',
  'name',
  'email',
  'password',
  'current',
  'next',
  'role',
  'reason',
  'note',
  'hosts',
  'uri',
  'peerUri',
  'driver',
  'scope',
  'version',
  'change',
  'cpuThresholdPercent',
  'memoryThresholdPercent',
  'locale',
  'theme',
  'timeZone',
  'kind',
  'targetPauseMs',
  'bandwidthCapMiBps',
];

const encoded = (text: string): string =>
  text.isWellFormed()
    ? encodeURIComponent(text)
    : encodeURIComponent(text.toWellFormed()).replace('%EF%BF%BD', '%ED%A0%80');

/** Percent signs without a code, incomplete encodings, raw bytes: everything that `encodeURIComponent` never produces. */
const broken = fc.constantFrom(
  '%',
  '%zz',
  '%C0%80',
  '%ED%A0%80',
  '%00',
  '%1b',
  '%u0041',
  '\xff',
  '\\',
  ';',
  '+',
  '%25%',
  '#',
);

export function hostileRequests(surface: Surface, ids: string[]): fc.Arbitrary<HostileRequest> {
  const text = hostileText(ids);
  const part = fc.oneof({ weight: 24, arbitrary: text.map(encoded) }, { weight: 1, arbitrary: broken });
  const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids) }, { weight: 2, arbitrary: part });
  const fill = (address: string) =>
    fc.array(id, { minLength: 3, maxLength: 3 }).map((values) => {
      const left = [...values];
      return address.replace(/\[[^\]]+\]/g, () => left.pop() ?? 'x');
    });
  const page = fc.constantFrom(...surface.pages).chain(fill);
  const anywhere = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...surface.parameters) },
    { weight: 1, arbitrary: part },
  );
  const query = fc
    .array(fc.tuple(name, part), { maxLength: 5 })
    .map((pairs) => (pairs.length > 0 ? `?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}` : ''));
  const targetOf = (path: fc.Arbitrary<string>) => fc.tuple(path, query).map((parts) => parts.join(''));

  const latin = text.map((value) => value.replace(/[\r\n\0]/g, '').slice(0, 3000));
  const header = fc.tuple(
    fc.constantFrom(
      'Origin',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'Accept-Language',
      'Accept',
      'Referer',
      'Next-Router-State-Tree',
      'Next-Router-Prefetch',
      'Next-Url',
      'RSC',
      'Next-Router-Segment-Prefetch',
      'X-Action-Forwarded',
      'X-Middleware-Subrequest',
      'x-ballast-path',
      'Content-Security-Policy',
      'Range',
      'If-Match',
      'Cookie',
      'Content-Type',
      'Content-Encoding',
      'User-Agent',
      'Authorization',
      'Forwarded',
      'Sec-Fetch-Site',
    ),
    latin,
  );
  const preferences = latin.map((value): [string, string] => [
    'Cookie',
    `locale=${value}; theme=${value}; time-zone=${value}`,
  ]);
  const headers = fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(fc.oneof(header, preferences), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant<[string, string][]>([['RSC', '1']]) },
  );
  const json = hostileJson(ids, fields);
  const utf8 = (value: string) => Buffer.from(value, 'utf8').toString('latin1');

  const request = (parts: {
    method: fc.Arbitrary<string>;
    target: fc.Arbitrary<string>;
    own?: fc.Arbitrary<{ headers: [string, string][]; body: string }>;
  }): fc.Arbitrary<HostileRequest> =>
    fc
      .record({
        visitor: fc.constantFrom(...visitors),
        method: parts.method,
        target: parts.target,
        headers,
        own: parts.own ?? fc.constant({ headers: [], body: '' }),
      })
      .map(({ own, ...rest }) => ({ ...rest, headers: [...own.headers, ...rest.headers], body: own.body }));

  const args = fc.array(json, { maxLength: 3 }).map((values) => JSON.stringify(values));
  const plainBody = fc.oneof(
    { weight: 8, arbitrary: args },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: json.map(String) },
  );
  const form = fc
    .tuple(
      args,
      fc.array(
        fc.tuple(
          fc.constantFrom(
            '0',
            '1',
            '1_email',
            '1_password',
            '1_next',
            '$ACTION_REF_1',
            '$ACTION_1:0',
            '$ACTION_KEY',
          ),
          text,
        ),
        { maxLength: 5 },
      ),
    )
    .map(([root, pairs]) => {
      const all: [string, string][] = [['0', root], ...pairs];
      const rows = all.map(
        ([key, value]) => `--b\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
      );
      return `${rows.join('')}--b--\r\n`;
    });
  const actionId = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...surface.actions) },
    { weight: 1, arbitrary: latin },
  );
  const actionBody = fc
    .tuple(actionId, fc.boolean(), plainBody, form)
    .map(([action, isForm, plain, multipart]) => ({
      headers: [
        ['Next-Action', action],
        ['Content-Type', isForm ? 'multipart/form-data; boundary=b' : 'text/plain;charset=UTF-8'],
      ] satisfies [string, string][],
      body: utf8(isForm ? multipart : plain),
    }));
  const apiBody = fc
    .oneof(
      json.map((value) => JSON.stringify(value)),
      text,
    )
    .map((body) => ({
      headers: [['Content-Type', 'application/json']] satisfies [string, string][],
      body: utf8(body),
    }));
  const route = fc.oneof(
    fc.constantFrom(...surface.routes).chain(fill),
    fc.constantFrom(
      '/api/auth/sign-in/email',
      '/api/auth/sign-out',
      '/api/auth/get-session',
      '/api/auth/sign-up/email',
    ),
  );
  const get = fc.constant('GET');
  const post = fc.constant('POST');
  return fc.oneof(
    { weight: 6, arbitrary: request({ method: get, target: targetOf(page) }) },
    { weight: 2, arbitrary: request({ method: get, target: targetOf(anywhere) }) },
    { weight: 3, arbitrary: request({ method: get, target: targetOf(route) }) },
    { weight: 3, arbitrary: request({ method: post, target: targetOf(route), own: apiBody }) },
    { weight: 8, arbitrary: request({ method: post, target: page, own: actionBody }) },
    {
      weight: 1,
      arbitrary: request({
        method: fc.constantFrom('TRACE', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'PROPFIND'),
        target: targetOf(page),
        own: apiBody,
      }),
    },
  );
}
