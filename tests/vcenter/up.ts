// `npm run vcenter -- up`: a simulated vCenter to connect Ballast to, until Ctrl-C.
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PASSWORD, startVcenter, USER, whyNoVcenter } from './vcenter.ts';

const HELP =
  'usage: npm run vcenter -- up [CLUSTERS [HOSTS [VMS]]]   hosts and VMs are those of each cluster';

async function up(sizes: readonly string[]): Promise<void> {
  const reason = whyNoVcenter();
  if (reason !== undefined) throw new Error(`${reason}.`);
  const [clusters = 2, hosts = 4, vms = 24] = sizes.map(Number);
  const certificate = path.join(tmpdir(), 'ballast-vcenter.pem');
  const vcenter = await startVcenter({
    listen: '127.0.0.1:8989',
    certificate,
    clusters,
    hosts,
    vms,
    vary: true,
  });
  await vcenter.order('plan', { vm: '*', plan: { ms: 20_000 } });
  console.log(`A simulated vCenter with ${clusters} clusters of ${hosts} hosts and ${vms} VMs runs until Ctrl-C.
In Ballast: Settings, Clusters, Connect hosts…, VMware vSphere.
  address      ${vcenter.address}
  user         ${USER}
  password     ${PASSWORD}
  fingerprint  ${vcenter.fingerprint}`);
  const end = () => void vcenter.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

const [command, ...sizes] = process.argv.slice(2);
if (command === 'up' && sizes.every((size) => /^[1-9]\d{0,3}$/.test(size))) await up(sizes);
else {
  console.error(HELP);
  process.exitCode = 2;
}
