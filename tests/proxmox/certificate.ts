import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
  fingerprint: string; // SHA-256
}

/** A certificate of its own, as each node of a cluster has one. */
export function makeCertificate(name: string): Certificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'ballast-proxmox-'));
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  try {
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-days', '30', '-subj', `/CN=${name}`];
    execFileSync('openssl', [...request, '-keyout', keyFile, '-out', certFile, ...subject], {
      stdio: 'ignore',
    });
    const [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
    return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
