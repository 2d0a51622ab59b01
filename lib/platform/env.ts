import { isIPv6 } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { BallastError } from '../model/errors.ts';
import { isAddressOrNetwork } from './client-address.ts';
import { keyBytes } from './secret-box.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

function isPostgresUrl(text: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).pathname.length > 1;
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '';
}

const portSentence = 'must be a port: a whole number from 1 to 65535';
const databaseSentence = 'must look like postgresql://user:password@host:5432/database';
const auditSentence = 'must be a whole number of days from 31 to 36500';
const rawSentence = 'must be a whole number of hours from 24 to 2400';
const fiveMinuteSentence = 'must be a whole number of days from 14 to 3660';
const hourSentence = 'must be a whole number of days from 30 to 36600';
const speedSentence = 'must be a number from 0.1 to 100';
const HOST = /^[A-Za-z0-9.:_%-]+$/;
const isHostName = (name: string): boolean => /^[A-Za-z0-9._-]+$/.test(name) || isIPv6(name);
const tokenSentence = 'must have at least 24 characters, without blanks';
const keySentence =
  'must be 32 bytes in base64, such as `openssl rand -base64 32` prints, or several with commas between them';
const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((name) => name !== '');

const wholeNumber = (least: number, most: number, sentence: string) =>
  z.coerce.number(sentence).int(sentence).min(least, sentence).max(most, sentence);

/** The variables as they are written; each message continues a sentence that starts with the variable's name. */
const Variables = z.object({
  DATABASE_URL: z.string().refine(isPostgresUrl, databaseSentence).optional(),
  DATABASE_OWNER_URL: z.string().refine(isPostgresUrl, databaseSentence).optional(),
  PORT: z
    .string()
    .regex(/^\d+$/, portSentence)
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65535, portSentence)
    .default(3000),
  HOST: z.string().regex(HOST, 'must be a host name or an address').default('127.0.0.1'),
  BALLAST_DATA_DIR: z.string().default('.ballast'),
  BALLAST_ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  BALLAST_ADMIN_PASSWORD: z.string().min(10, 'must have at least 10 characters').optional(),
  BALLAST_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  BALLAST_ENCRYPTION_KEY: z
    .string()
    .transform(listOf)
    .refine((keys) => keys.every((key) => keyBytes(key) !== null), keySentence)
    .default([]),
  BALLAST_COMMANDS_FILE: z
    .string()
    .refine((file) => path.isAbsolute(file), 'must be an absolute path')
    .optional(),
  BALLAST_TRUSTED_PROXIES: z
    .string()
    .transform(listOf)
    .refine(
      (entries) => entries.every(isAddressOrNetwork),
      'must be addresses or networks such as 127.0.0.1, 10.0.0.0/8',
    )
    .default([]),
  BALLAST_AUDIT_DAYS: z.coerce
    .number(auditSentence)
    .int(auditSentence)
    .min(31, auditSentence)
    .max(36_500, auditSentence)
    .default(400),
  BALLAST_SAMPLE_HOURS: wholeNumber(24, 2400, rawSentence).default(48),
  BALLAST_FIVE_MINUTE_DAYS: wholeNumber(14, 3660, fiveMinuteSentence).default(30),
  BALLAST_HOUR_DAYS: wholeNumber(30, 36_600, hourSentence).default(730),
  BALLAST_URL: z.string().refine(isOrigin, 'must look like https://ballast.example.org').optional(),
  BALLAST_ALLOWED_HOSTS: z
    .string()
    .transform(listOf)
    .refine(
      (names) => names.every(isHostName),
      'must be host names or addresses with commas between them, without ports',
    )
    .default([]),
  BALLAST_METRICS_TOKEN: z
    .string()
    .regex(/^\S{24,}$/, tokenSentence)
    .optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  BALLAST_SIMULATOR: z.enum(['on', 'off'], 'must be on or off').default('on'),
  BALLAST_SIMULATOR_SPEED: z.coerce
    .number(speedSentence)
    .min(0.1, speedSentence)
    .max(100, speedSentence)
    .optional(),
});

/** The settings from the environment. Null: not set. */
export interface Environment {
  databaseUrl: string | null; // null: the embedded PostgreSQL
  ownerUrl: string | null; // of that database, for migrations; null: the user of databaseUrl owns it
  port: number;
  host: string;
  dataFolder: string; // absolute
  administrator: { email: string | null; password: string | null };
  secret: string | null; // signs sessions; null: one is generated and kept in the data folder
  encryptionKeys: string[]; // encrypt stored secrets, the current one first; empty: one is kept in the data folder
  commandsFile: string | null; // the commands that may be run for hosts; null: there are none
  origin: string; // the URL of the console for browsers, without a slash at the end
  trustedProxies: string[]; // addresses and networks whose X-Forwarded-For is trusted
  auditDays: number; // how long audit entries are kept
  keepSamples: { rawHours: number; fiveMinuteDays: number; hourDays: number }; // as measured, as five minutes, as hours
  allowedHosts: string[]; // more names that the console answers to
  metricsToken: string | null; // a monitoring system sends it to read /metrics; null: there is no such page
  logLevel: (typeof logLevels)[number];
  hasSimulator: boolean; // store the simulated data centre at the first start
  simulatorSpeed: number | null; // how many times faster than real time its migrations run
}

function originFor(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/**
 * Reads and checks the variables (an empty one counts as not set). Throws `bad-environment`, with one line for each
 * fault; values are not repeated there, because some are secrets.
 */
export function readEnvironment(
  source: Record<string, string | undefined> = process.env,
  projectFolder: string = process.cwd(),
): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = Variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`);
    throw new BallastError('bad-environment', faults.join('\n'), { faults: faults.length });
  }
  const variables = parsed.data;
  if (variables.DATABASE_OWNER_URL && !variables.DATABASE_URL) {
    throw new BallastError('bad-environment', 'DATABASE_OWNER_URL needs DATABASE_URL beside it.', {
      faults: 1,
    });
  }
  return {
    databaseUrl: variables.DATABASE_URL ?? null,
    ownerUrl: variables.DATABASE_OWNER_URL ?? null,
    port: variables.PORT,
    host: variables.HOST,
    dataFolder: path.resolve(projectFolder, variables.BALLAST_DATA_DIR),
    administrator: {
      email: variables.BALLAST_ADMIN_EMAIL ?? null,
      password: variables.BALLAST_ADMIN_PASSWORD ?? null,
    },
    secret: variables.BALLAST_SECRET ?? null,
    encryptionKeys: variables.BALLAST_ENCRYPTION_KEY,
    commandsFile: variables.BALLAST_COMMANDS_FILE ?? null,
    origin: variables.BALLAST_URL?.replace(/\/$/, '') ?? originFor(variables.HOST, variables.PORT),
    trustedProxies: variables.BALLAST_TRUSTED_PROXIES,
    auditDays: variables.BALLAST_AUDIT_DAYS,
    keepSamples: {
      rawHours: variables.BALLAST_SAMPLE_HOURS,
      fiveMinuteDays: variables.BALLAST_FIVE_MINUTE_DAYS,
      hourDays: variables.BALLAST_HOUR_DAYS,
    },
    allowedHosts: variables.BALLAST_ALLOWED_HOSTS,
    metricsToken: variables.BALLAST_METRICS_TOKEN ?? null,
    logLevel: variables.LOG_LEVEL,
    hasSimulator: variables.BALLAST_SIMULATOR === 'on',
    simulatorSpeed: variables.BALLAST_SIMULATOR_SPEED ?? null,
  };
}
