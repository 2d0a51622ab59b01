import type http from 'node:http';
import { text } from 'node:stream/consumers';
import { clusterAnswers } from './answers-cluster.ts';
import { nodeAnswers } from './answers-node.ts';
import type { ApiRoutes } from './api-field.ts';
import { answerErrors } from './check-answer.ts';
import { requestErrors } from './check-request.ts';
import { findRoute } from './find-route.ts';
import { settle } from './migration.ts';
import { Refused, refuse } from './refuse.ts';
import { USER, type World } from './world.ts';

const answers = { ...clusterAnswers, ...nodeAnswers };
const ROOT = '/api2/json';

/** What the schema has against requests and answers: tests expect nothing. */
export type Complaints = string[];

interface Stage {
  world: World;
  routes: ApiRoutes;
  complaints: Complaints;
  asked: string; // the node that serves
}

/** Answers a request as a node does, after both it and the answer were compared with the schema. */
export async function serve(
  stage: Stage,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const send = (status: number, reason: string, body: object): void => {
    const printable = reason.trim().replaceAll(/[^\x20-\x7e]/g, ' ');
    response.writeHead(status, printable, { 'content-type': 'application/json;charset=UTF-8' });
    response.end(JSON.stringify(body));
  };
  try {
    settle(stage.world);
    const data = await answer(stage, request);
    if (stage.world.losesAnswers && request.method === 'POST') request.socket.destroy();
    else send(200, 'OK', { data });
  } catch (error) {
    const { status, message, errors } =
      error instanceof Refused ? error : new Refused(500, `${error instanceof Error ? error.stack : error}`);
    if (!(error instanceof Refused)) stage.complaints.push(`failed: ${message}`);
    send(status, message.split('\n')[0] ?? '', { data: null, message, ...(errors ? { errors } : {}) });
  }
}

async function answer(
  { world, routes, complaints, asked }: Stage,
  request: http.IncomingMessage,
): Promise<unknown> {
  const body = await text(request);
  const { method = 'GET', headers } = request;
  const url = new URL(request.url ?? '/', 'https://node');
  assertToken(world, headers.authorization);
  const found = url.pathname.startsWith(`${ROOT}/`)
    ? findRoute(routes, method, url.pathname.slice(ROOT.length))
    : null;
  if (found === null) {
    complaints.push(`${method} ${url.pathname}: not in the schema`);
    return refuse(501, `Method '${method} ${url.pathname}' not implemented`);
  }
  const { key, route, inPath } = found;
  const given = { ...inPath, ...Object.fromEntries(new URLSearchParams(body === '' ? url.search : body)) };
  const wrong = requestErrors(route, given);
  if (route.allowtoken !== 1) wrong.token = 'not with a token';
  if (Object.keys(wrong).length > 0) {
    complaints.push(`${key}: ${JSON.stringify(wrong)}`);
    throw new Refused(400, 'Parameter verification failed.', wrong);
  }
  if (route.proxyto === 'node' && given.node !== asked) assertReached(world, given.node);
  const data = (await answers[key]?.(world, given, asked)) ?? null;
  complaints.push(...answerErrors(route.returns, data).map((error) => `answer of ${key}: ${error}`));
  return data;
}

function assertToken({ secret }: World, header = ''): void {
  const [, id, value] = /^PVEAPIToken=([^=]+)=(.+)$/.exec(header) ?? [];
  if (id === undefined) refuse(401, 'No ticket');
  if (id !== USER || value !== secret) refuse(401, 'invalid token value!');
}

function assertReached({ nodes }: World, name = ''): void {
  const node = nodes.get(name);
  if (node === undefined) refuse(500, `no such cluster node '${name}'\n`);
  if (!node.isOnline) refuse(595, 'No route to host');
}
