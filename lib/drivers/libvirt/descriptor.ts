import { z } from 'zod';
import type { DriverDescriptor } from '../descriptor.ts';
import { libvirtAbilities } from './abilities.ts';
import { LibvirtHostConfig } from './config.ts';
import { hasShell } from './host-shell.ts';
import { createLibvirtDriver } from './index.ts';
import { sharesNetwork } from './shares-network.ts';

/** libvirt with QEMU: each host has addresses of its own, and the cluster none. */
export const libvirtDescriptor: DriverDescriptor = {
  kind: 'libvirt',
  isSimulated: false,
  abilities: libvirtAbilities,
  hostFields: ['uri', 'peerUri', 'migrationAddress'],
  clusterConfig: z.object({}),
  hostConfig: LibvirtHostConfig,
  endpoint: null,
  sharesNetwork,
  hasShell: ({ uri }) => hasShell(uri),
  create: ({ hosts, clock }) => createLibvirtDriver({ hosts, clock }),
};
