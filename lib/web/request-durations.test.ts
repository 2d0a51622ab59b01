import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { beforeEach, expect, it } from 'vitest';
import { kindOfRequest, requestDurations, timeAnswer } from './request-durations.ts';

beforeEach(() => requestDurations().reset());

it.each([
  ['/overview', {}, 'page'],
  ['/hosts/1?tab=vms', {}, 'page'],
  ['/overview?_rsc=1', { rsc: '1' }, 'update'],
  ['/settings/clusters', { 'next-action': 'abc', rsc: '1' }, 'action'],
  ['/api/hosts', {}, 'api'],
  ['/metrics?hosts', {}, 'api'],
  ['/_next/static/chunks/a.js', {}, 'file'],
  ['/icon.svg', {}, 'file'],
  ['/api/events?host=all', {}, null],
])('%s with %j is of the kind %s', (url, headers, kind) => {
  expect(kindOfRequest({ url, headers })).toBe(kind);
});

it('counts an answer when its last byte is sent, and no stream of events', async () => {
  const answer = () => new ServerResponse(new IncomingMessage(new Socket()));
  const [page, cut, stream] = [answer(), answer(), answer()];
  timeAnswer({ url: '/overview', headers: {} }, page);
  timeAnswer({ url: '/overview', headers: {} }, cut);
  timeAnswer({ url: '/api/events', headers: {} }, stream);
  for (const each of [page, stream]) each.emit('finish');
  cut.emit('close');
  const { values } = await requestDurations().get();
  const counts = values.filter(({ metricName }) => metricName === 'ballast_request_duration_seconds_count');
  expect(counts).toMatchObject([{ labels: { kind: 'page' }, value: 1 }]);
});
