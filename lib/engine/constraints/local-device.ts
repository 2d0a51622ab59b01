import { type FixedConstraint, refuse } from './constraint.ts';

/** A device of the host that is passed through to the VM keeps the VM there. */
export const localDevice: FixedConstraint = (cluster, vm) => {
  const device = [...cluster.vms[vm].localDevices].sort().at(0);
  return device === undefined ? null : refuse('local-device', { device });
};
