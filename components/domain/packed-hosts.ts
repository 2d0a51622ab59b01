import type { LoadTone } from '@/lib/format/load';

/** What a narrow column shows of a host. Percent are whole numbers from 0 to 255; where the tone is unknown, the last. */
export interface PackedHost {
  cores: number;
  cpuPercent: number;
  memoryPercent: number;
  cpuTone: LoadTone;
  memoryTone: LoadTone;
}

const BYTES = 4;
const tones: readonly LoadTone[] = ['plain', 'warn', 'crit', 'unknown'];
const toByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

/** Hosts as text of five to six characters each: with a thousand hosts, names and figures in full would be 0.2 MB a refresh. */
export function packHosts(hosts: readonly PackedHost[]): string {
  const bytes = hosts.flatMap((host) => [
    toByte(host.cores),
    toByte(host.cpuPercent),
    toByte(host.memoryPercent),
    tones.indexOf(host.cpuTone) * tones.length + tones.indexOf(host.memoryTone),
  ]);
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
}

/** The reverse of `packHosts`, in the same order. */
export function unpackHosts(packed: string): PackedHost[] {
  const text = atob(packed);
  return Array.from({ length: Math.floor(text.length / BYTES) }, (_, i) => {
    const [cores = 0, cpuPercent = 0, memoryPercent = 0, both = 0] = Array.from({ length: BYTES }, (_, k) =>
      text.charCodeAt(i * BYTES + k),
    );
    return {
      cores,
      cpuPercent,
      memoryPercent,
      cpuTone: tones[Math.floor(both / tones.length)] ?? 'unknown',
      memoryTone: tones[both % tones.length] ?? 'unknown',
    };
  });
}
