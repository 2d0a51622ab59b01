import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './shell.ts';

/** A certificate authority as files. `subjectKey` is the one private key for all certificates that it issues. */
export interface Authority {
  certificate: string;
  key: string;
  subjectKey: string;
}

/** The subject of a certificate, and whether it has expired. */
export interface Subject {
  name: string;
  isExpired?: boolean;
}

const certtool = (args: string[]): Promise<string> => run('certtool', args);

/** RSA, because libvirt requires certificates that allow key encipherment. */
async function makeKey(file: string): Promise<void> {
  await certtool(['--generate-privkey', '--key-type', 'rsa', '--bits', '2048', '--outfile', file]);
}

/** Makes a certificate authority in `folder`, or opens the existing one. */
export async function makeAuthority(folder: string, name: string): Promise<Authority> {
  const authority = {
    certificate: join(folder, 'cacert.pem'),
    key: join(folder, 'cakey.pem'),
    subjectKey: join(folder, 'subjectkey.pem'),
  };
  if (existsSync(authority.certificate)) return authority;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const template = join(folder, 'ca.info');
  writeFileSync(template, `cn = "${name}"\nca\ncert_signing_key\nexpiration_days = 30\n`);
  await Promise.all([makeKey(authority.key), makeKey(authority.subjectKey)]);
  await certtool([
    '--generate-self-signed',
    '--load-privkey',
    authority.key,
    '--template',
    template,
    '--outfile',
    authority.certificate,
  ]);
  return authority;
}

async function issue(
  folder: string,
  { certificate, key, subjectKey }: Authority,
  role: 'server' | 'client',
  { name, isExpired = false }: Subject,
): Promise<void> {
  const template = join(folder, `${role}.info`);
  const time = isExpired
    ? 'activation_date = "2020-01-01 00:00:00"\nexpiration_date = "2021-01-01 00:00:00"'
    : 'expiration_days = 30';
  writeFileSync(
    template,
    `cn = "${name}"\ndns_name = "${name}"\ntls_www_${role}\nsigning_key\nencryption_key\n${time}\n`,
  );
  copyFileSync(subjectKey, join(folder, `${role}key.pem`));
  await certtool([
    '--generate-certificate',
    '--load-privkey',
    subjectKey,
    '--template',
    template,
    '--load-ca-certificate',
    certificate,
    '--load-ca-privkey',
    key,
    '--outfile',
    join(folder, `${role}cert.pem`),
  ]);
}

/** Writes a folder in the format of libvirt's `pkipath`, with the requested certificates. */
export async function writePki(
  folder: string,
  authority: Authority,
  subjects: { server?: Subject; client?: Subject },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  copyFileSync(authority.certificate, join(folder, 'cacert.pem'));
  if (subjects.server) await issue(folder, authority, 'server', subjects.server);
  if (subjects.client) await issue(folder, authority, 'client', subjects.client);
}
