import { z } from 'zod';

export const MIN_WEBHOOK_SECRET = 16;

/** Addresses of one link: cloud providers answer there with credentials of the machine. */
const ofOneLink = /^(?:169\.254\.|\[fe80:)/i;

function problemOf(text: string): string | null {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'webhookUrl';
  if (url.username || url.password) return 'urlCredentials';
  return ofOneLink.test(url.hostname) ? 'linkLocal' : null;
}

/** The address of a webhook: http or https, without credentials, and not an address that only one link has. */
export const WebhookUrl = z
  .string()
  .trim()
  .max(2000)
  .superRefine((text, ctx) => {
    const problem = problemOf(text);
    if (problem) ctx.addIssue({ code: 'custom', message: 'no address of a webhook', params: { problem } });
  });
