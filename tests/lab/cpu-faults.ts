import { runInHost, startHostDaemon, stopHostDaemon } from './hosts.ts';
import type { LabLayout } from './layout.ts';

const CACHE = '/var/cache/libvirt';
const OWN = '/run/capabilities';

/**
 * Takes features away from the CPU of a host's guests. libvirtd keeps what QEMU can do in files: the host gets a copy of
 * its own, in which they are missing, because all labs of the machine share the files.
 */
export async function limitCpu(layout: LabLayout, host: string, features: readonly string[]): Promise<void> {
  const isOne = `<property name='(${features.join('|')})'`;
  const script = [
    `cp -a ${CACHE} ${OWN}`,
    `mount --bind ${OWN} ${CACHE}`,
    `sed -i -E "/${isOne}/s/value='true'/value='false'/" ${CACHE}/qemu/capabilities/*.xml`,
  ].join(' && ');
  await stopHostDaemon(layout, host);
  await runInHost(layout, host, ['sh', '-c', script]);
  await startHostDaemon(layout, host);
}

export async function restoreCpu(layout: LabLayout, host: string): Promise<void> {
  await stopHostDaemon(layout, host);
  await runInHost(layout, host, ['sh', '-c', `umount ${CACHE} && rm -r ${OWN}`]);
  await startHostDaemon(layout, host);
}
