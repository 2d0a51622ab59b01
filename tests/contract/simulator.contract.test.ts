import { simulatorDescriptor } from '../../lib/drivers/simulator/descriptor.ts';
import { describeDriverContract } from './driver-contract.ts';
import { openSimulatedWorld } from './simulated-world.ts';

describeDriverContract('simulator', simulatorDescriptor.abilities, openSimulatedWorld);
