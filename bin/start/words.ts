import type { Environment } from '../../lib/platform/env.ts';
import type { Beginnings } from './first-start.ts';

/** What `npm start` says when everything runs. */
export function readyWords(env: Environment, beginnings: Beginnings, logFile: string): string[] {
  const { administrator, generatedPassword, isSimulated } = beginnings;
  const password = generatedPassword
    ? [`  Password   ${generatedPassword}   (made up just now and shown this once; change it under Settings)`]
    : [];
  const simulated = isSimulated
    ? [
        '',
        'The data centre shown is simulated. Settings connects real hosts, and removes the simulated ones.',
      ]
    : [];
  return [
    '',
    'Ballast is running.',
    '',
    `  Open       ${env.origin}`,
    `  Sign in    ${administrator}`,
    ...password,
    `  Data       ${env.databaseUrl ? 'in the PostgreSQL of DATABASE_URL' : env.dataFolder}`,
    `  Log        ${logFile}`,
    ...simulated,
    '',
    'Ctrl-C stops it.',
  ];
}
