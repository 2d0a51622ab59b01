// `npm run proxmox -- up`: a stand-in for Proxmox VE to connect Ballast to, until Ctrl-C.
import { startProxmox } from './proxmox.ts';
import { USER } from './world.ts';

const HELP = 'usage: npm run proxmox -- up [NODES [VMS]]';
const FIRST_PORT = 8006;
const SLOW_MIBPS = 100;

async function up(sizes: readonly string[]): Promise<void> {
  const [nodes = 4, vms = 24] = sizes.map(Number);
  const standIn = await startProxmox({ nodes, vms, port: FIRST_PORT });
  for (const vm of standIn.world.vms.values()) vm.plan = { mibps: SLOW_MIBPS };
  console.log(`A stand-in for a cluster of Proxmox VE with ${nodes} nodes and ${vms} VMs runs until Ctrl-C.
In Ballast: Settings, Clusters, Connect hosts…, Proxmox VE.
  addresses     ${standIn.address}
  token ID      ${USER}
  secret        ${standIn.secret}
  fingerprints  ${standIn.fingerprint.replaceAll(' ', '\n                ')}`);
  const end = () => void standIn.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

const [command, ...sizes] = process.argv.slice(2);
if (command === 'up' && sizes.every((size) => /^[1-9]\d{0,3}$/.test(size))) await up(sizes);
else {
  console.error(HELP);
  process.exitCode = 2;
}
