import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GALLERY } from '../../../lib/drivers/libvirt/gallery-verdicts.ts';
import { createLab, whyNoLab } from '../create-lab.ts';
import { run } from '../shell.ts';
import { makeAlike } from './alike.ts';

/** Real libvirt judges the definitions of the gallery. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`The lab's test of the gallery is skipped. ${reason}`);

/** This QEMU lacks features that these definitions need, so only the verdicts made by hand exist. */
const NOT_DEFINABLE: Record<string, RegExp> = {
  'sev-guest': /'sev' launch security is not supported/,
  'virgl-desktop': /3d acceleration is not supported/,
  'virt-manager-linux': /video model 'qxl'/,
  'windows-11-tpm': /video model 'qxl'/,
};

/** What libvirt reports when a similar VM is to migrate live. Definitions that are not listed are not refused. */
const REFUSED_LIVE: Record<string, RegExp> = {
  'looking-glass': /cannot migrate domain.*ivshmem/s,
  'virtiofs-share': /migration with this virtiofs device is not supported/,
};

/** Definitions that a lab host cannot run even in similar form, with the error: a device or CPU is missing. */
const CANNOT_RUN: Record<string, RegExp> = {
  'gpu-passthrough': /passthrough of host PCI/,
  'invtsc-fixed': /TSC frequency|host-passthrough|invtsc/,
  'invtsc-unfixed': /host-passthrough|invtsc/,
  'nvme-passthrough': /0000:01:00.0 not found/,
  'qemu-arguments': /vfio|monitor/,
  'scsi-generic': /scsi_generic/,
  'serial-modem': /ttyS1|monitor/,
  'spdk-vhost-user': /vhost.0|monitor/,
  'sev-guest': /sev/,
  'sriov-fixed-vf': /passthrough of host PCI/,
  'sriov-teamed': /passthrough of host PCI|ua-backup0/,
  'tpm-passthrough': /dev\/tpm0/,
  'usb-dongle': /usb/,
  'usb-dongle-optional': /usb/,
  'vdpa-nic': /vhost-vdpa-0/,
  'vgpu-mdev': /mdev|display/,
};

/** Definitions that libvirt would copy live and Ballast does not, with the reason. */
const STRICTER: Record<string, string> = {
  'nova-instance': 'another manager',
  'ovirt-vm': 'another manager',
  'opennebula-vm': 'another manager',
  'cloudstack-vm': 'another manager',
  'kubevirt-vm': 'another manager',
  'virtuozzo-vm': 'another manager',
  'nine-p-share': 'QEMU refuses once the guest has mounted it',
  'vagrant-libvirt': 'QEMU refuses once the guest has mounted it',
  nvdimm: 'a file of the host that is to outlive the VM',
  'virgl-desktop': 'the lab runs it without its graphics card',
};

const OTHER_UUID = '50000000-0000-4000-8000-0000000000ee';
const ALLOWED = /Target domain uuid \S+ does not match source/;

describe.skipIf(reason)('the gallery, judged by libvirt', { timeout: 300_000 }, () => {
  const lab = createLab({ name: 'gallery', hosts: 2 });
  const [here, there] = ['gallery-1', 'gallery-2'];
  const folder = join(lab.runDir, 'files');
  const read = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../fixtures/libvirt/gallery/${name}.xml`), 'utf8');
  const fileOf = (name: string, xml: string) => {
    const file = join(folder, `${name}.xml`);
    writeFileSync(file, xml);
    return file;
  };
  const uuidOf = (xml: string) => /<uuid>(.*?)</.exec(xml)?.[1] ?? '';
  /** The error message of virsh, or an empty string if it succeeds. */
  const saying = (args: string[]) =>
    lab.virsh(here, args).then(
      () => '',
      (error: Error) => error.message,
    );
  /**
   * Whether libvirt would migrate it. The request has a definition with another identity, which libvirt refuses
   * only after all other checks have passed.
   */
  const ask = async (uuid: string, how: string[]): Promise<string> => {
    const xml = (await lab.virsh(here, ['dumpxml', uuid, '--migratable'])).replaceAll(uuid, OTHER_UUID);
    const to = ['--desturi', lab.peerUri(there)];
    return saying(['migrate', ...how, '--p2p', '--xml', fileOf('stranger', xml), '--domain', uuid, ...to]);
  };

  beforeAll(async () => {
    await lab.down();
    await lab.up();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'disk.img'), Buffer.alloc(2 ** 20));
    const link = ['ip', 'link', 'add', 'lab-macvtap', 'type', 'veth', 'peer', 'name', 'lab-peer'];
    await run('nsenter', [`--net=${join(lab.runDir, here)}.net`, ...link]);
  }, 600_000);

  afterAll(() => lab.down(), 60_000);

  it('are valid libvirt definitions, and libvirt would move each of them while it is stopped', async () => {
    const undefinable: Record<string, string> = {};
    for (const name of Object.keys(GALLERY)) {
      const xml = read(name).replace("type='kvm'", "type='qemu'");
      const said = await saying(['define', '--validate', fileOf('gallery', xml)]);
      if (said !== '') {
        undefinable[name] = said;
        continue;
      }
      expect(await ask(uuidOf(xml), ['--offline', '--persistent']), name).toMatch(ALLOWED);
      await lab.virsh(here, ['undefine', '--nvram', uuidOf(xml)]);
    }
    expect(Object.keys(undefinable).sort()).toEqual(Object.keys(NOT_DEFINABLE).sort());
    for (const [name, said] of Object.entries(undefinable)) expect(said).toMatch(NOT_DEFINABLE[name] ?? '');
  });

  it('move live only if libvirt would allow it for a similar VM', async () => {
    const faults: string[] = [];
    for (const [name, [verdict]] of Object.entries(GALLERY)) {
      const xml = makeAlike(read(name), folder);
      const whyNotRun = await saying(['create', '--paused', fileOf('alike', xml)]);
      if (!(CANNOT_RUN[name] ?? /^$/).test(whyNotRun)) faults.push(`${name} does not run: ${whyNotRun}`);
      if (whyNotRun !== '') continue;
      // `--unsafe`: the common disk of all VMs is irrelevant here
      const said = await ask(uuidOf(xml), ['--live', '--unsafe']);
      await lab.virsh(here, ['destroy', uuidOf(xml)]);
      const mayMove = ALLOWED.test(said) && STRICTER[name] === undefined;
      const isAsExpected = (REFUSED_LIVE[name] ?? ALLOWED).test(said);
      if (!isAsExpected || mayMove !== (verdict === 'both' || verdict === 'live'))
        faults.push(`${name}: judged ${verdict}, and libvirt said ${said}`);
    }
    expect(faults).toEqual([]);
  });
});
