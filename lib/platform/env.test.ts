import { describe, expect, test } from 'vitest';
import { BallastError } from '../model/errors.ts';
import { readEnvironment } from './env.ts';

function faultsOf(source: Record<string, string>): string[] {
  try {
    readEnvironment(source, '/srv/ballast');
  } catch (error) {
    if (error instanceof BallastError && error.code === 'bad-environment') return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  test('nothing set: loopback, port 3000, data in the project, embedded PostgreSQL, simulator on', () => {
    expect(readEnvironment({}, '/srv/ballast')).toEqual({
      databaseUrl: null,
      ownerUrl: null,
      port: 3000,
      host: '127.0.0.1',
      dataFolder: '/srv/ballast/.ballast',
      administrator: { email: null, password: null },
      secret: null,
      encryptionKeys: [],
      commandsFile: null,
      origin: 'http://127.0.0.1:3000',
      trustedProxies: [],
      auditDays: 400,
      keepSamples: { rawHours: 48, fiveMinuteDays: 30, hourDays: 730 },
      allowedHosts: [],
      metricsToken: null,
      logLevel: 'info',
      hasSimulator: true,
      simulatorSpeed: null,
    });
  });

  test('an empty variable counts as absent', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: ' ' }).port).toBe(3000);
  });

  test('a relative data folder is relative to the project, an absolute one is kept', () => {
    expect(readEnvironment({ BALLAST_DATA_DIR: 'data' }, '/srv/ballast').dataFolder).toBe(
      '/srv/ballast/data',
    );
    expect(readEnvironment({ BALLAST_DATA_DIR: '/var/b' }, '/srv/ballast').dataFolder).toBe('/var/b');
  });

  test.each([
    [{ HOST: '0.0.0.0', PORT: '8080' }, 'http://localhost:8080'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
    [{ BALLAST_URL: 'https://ballast.example.org/' }, 'https://ballast.example.org'],
  ])('%j is opened at %s', (source, origin) => {
    expect(readEnvironment(source).origin).toBe(origin);
  });

  test('trusted proxies are addresses and networks, with commas or blanks between', () => {
    const text = '127.0.0.1, 10.0.0.0/8 2001:db8::/32';
    expect(readEnvironment({ BALLAST_TRUSTED_PROXIES: text }).trustedProxies).toEqual([
      '127.0.0.1',
      '10.0.0.0/8',
      '2001:db8::/32',
    ]);
    expect(faultsOf({ BALLAST_TRUSTED_PROXIES: '10.0.0.0/8, proxy' })).toEqual([
      'BALLAST_TRUSTED_PROXIES must be addresses or networks such as 127.0.0.1, 10.0.0.0/8.',
    ]);
  });

  test('an owner needs a database', () => {
    const owner = 'postgresql://owner:pw@db/ballast';
    expect(faultsOf({ DATABASE_OWNER_URL: owner })).toEqual([
      'DATABASE_OWNER_URL needs DATABASE_URL beside it.',
    ]);
    const both = { DATABASE_OWNER_URL: owner, DATABASE_URL: 'postgresql://app:pw@db/ballast' };
    expect(readEnvironment(both).ownerUrl).toBe(owner);
  });

  test('several names of the console are a list', () => {
    const names = 'ballast.example.org, 10.0.0.5  fd00::5';
    expect(readEnvironment({ BALLAST_ALLOWED_HOSTS: names }).allowedHosts).toEqual([
      'ballast.example.org',
      '10.0.0.5',
      'fd00::5',
    ]);
    expect(faultsOf({ BALLAST_ALLOWED_HOSTS: 'ballast.example.org:3000' })).toHaveLength(1);
  });

  test('every fault has a line of its own that names the variable', () => {
    expect(
      faultsOf({ DATABASE_URL: 'mysql://x/y', PORT: '70000', LOG_LEVEL: 'loud', BALLAST_SIMULATOR: 'yes' }),
    ).toEqual([
      'DATABASE_URL must look like postgresql://user:password@host:5432/database.',
      'PORT must be a port: a whole number from 1 to 65535.',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.',
      'BALLAST_SIMULATOR must be on or off.',
    ]);
  });

  test.each([
    ['4', 4],
    ['0.5', 0.5],
  ])('the simulator runs at speed %s', (text, speed) => {
    expect(readEnvironment({ BALLAST_SIMULATOR_SPEED: text }).simulatorSpeed).toBe(speed);
  });

  test.each(['fast', '0', '1000', 'NaN'])('%s is not a valid speed', (text) => {
    expect(faultsOf({ BALLAST_SIMULATOR_SPEED: text })).toEqual([
      'BALLAST_SIMULATOR_SPEED must be a number from 0.1 to 100.',
    ]);
  });

  test('a fault never contains a secret', () => {
    const faults = faultsOf({
      BALLAST_ADMIN_PASSWORD: 'hunter2',
      BALLAST_SECRET: 'short',
      DATABASE_URL: 'pw',
    });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toMatch(/hunter2|short|pw/);
  });

  test.each(['postgresql://h', 'postgres://u:p@h:5432/', 'ballast'])('%s does not name a database', (url) => {
    expect(faultsOf({ DATABASE_URL: url })).toHaveLength(1);
  });

  test.each(['ftp://h', 'https://h/console', 'h:3000'])('%s is not a valid origin', (url) => {
    expect(faultsOf({ BALLAST_URL: url })).toHaveLength(1);
  });
});
