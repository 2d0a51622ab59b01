import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTranslator } from 'use-intl/core';
import { loadMessages } from '../../i18n/load-messages.ts';
import { chooseLocale, preferenceCookies } from '../../i18n/preferences.ts';
import type { Facts } from '../../lib/model/errors.ts';

const statuses = {
  'address-not-understood': 400,
  'header-not-understood': 400,
  'body-not-understood': 400,
  'from-another-site': 403,
  'method-not-offered': 405,
  'body-too-slow': 408,
  'body-too-large': 413,
  'address-too-long': 414,
  'name-not-served': 421,
  'header-too-long': 431,
  'too-many-bodies': 503,
} as const;

export type RefusalCode = keyof typeof statuses;

/** Why a request is refused: a code, with the facts for its sentence in `messages/*\/request.json`. */
export class Refusal {
  readonly status: number;

  constructor(
    readonly code: RefusalCode,
    readonly facts: Facts = {},
  ) {
    this.status = statuses[code];
  }
}

function localeOf({ headers }: IncomingMessage) {
  const cookie = new RegExp(`(?:^|; )${preferenceCookies.locale}=(\\w+)`).exec(headers.cookie ?? '')?.[1];
  return chooseLocale(cookie, headers['accept-language'] ?? null);
}

/** The sentence of a refusal, in the language that the browser asks for. */
function sentenceOf({ code, facts }: Refusal, request: IncomingMessage): string {
  const locale = localeOf(request);
  const t = createTranslator({ locale, messages: loadMessages(locale), namespace: 'request' });
  return t(code, facts);
}

/** Answers with the sentence as plain text, or under /api as `{ code, facts, message }`. */
export function sendRefusal(refusal: Refusal, request: IncomingMessage, response: ServerResponse): void {
  const message = sentenceOf(refusal, request);
  const isApi = request.url?.startsWith('/api/') ?? false;
  const { code, facts, status } = refusal;
  if (code === 'method-not-offered') response.setHeader('Allow', 'GET, HEAD, POST');
  if (status === 503) response.setHeader('Retry-After', '5');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', isApi ? 'application/json' : 'text/plain; charset=utf-8');
  response.writeHead(status);
  response.end(isApi ? JSON.stringify({ code, facts, message }) : `${message}\n`);
}
