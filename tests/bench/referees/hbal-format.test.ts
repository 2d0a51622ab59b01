import { expect, it } from 'vitest';
import { Snapshot } from '../../../lib/model/snapshot.ts';
import { readHbalPlacement, writeHbal } from './hbal-format.ts';

const snapshot = Snapshot.parse({
  hosts: [
    { id: 'h1', cpuMhz: 83_200, memoryMiB: 262_144 },
    { id: 'h2', cpuMhz: 83_200, memoryMiB: 262_144, reserve: { cpuMhz: 2600, memoryMiB: 4096 } },
    { id: 'h3', cpuMhz: 83_200, memoryMiB: 262_144, state: 'maintenance' },
  ],
  vms: [
    { id: 'v1', hostId: 'h1', memoryMiB: 8192, demand: { cpuMhz: 2600 } },
    { id: 'v2', hostId: 'h2', memoryMiB: 4096, demand: { cpuMhz: 1300 } },
    { id: 'v3', hostId: 'h2', memoryMiB: 4096, state: 'stopped' },
  ],
});

it('writes five sections: demand in hundredths of a core, without the reserve and without stopped VMs', () => {
  expect(writeHbal(snapshot)).toBe(`default|group-1|preferred||

h1|262144|0|253952|0|0|3200|M|group-1|1||N|0|0|1.0
h2|258048|0|253952|0|0|3100|N|group-1|1||N|0|0|1.0
h3|262144|0|262144|0|0|3200|Y|group-1|1||N|0|0|1.0

v1|8192|0|100|running|Y|h1||ext||0|0
v2|4096|0|50|running|Y|h2||ext||0|0


|128,1,128,1,1,1|0,0,0,0,0,0;100000000,1000000,1000000,16,8,1000000|ext,plain|1000|1000
default|128,1,128,1,1,1|0,0,0,0,0,0;100000000,1000000,1000000,16,8,1000000|ext,plain|1000|1000
`);
});

it('marks the host to evacuate as offline and makes another one the master', () => {
  const roles = writeHbal(snapshot, 'h1')
    .split('\n')
    .filter((line) => line.startsWith('h'))
    .map((line) => line.split('|')[7]);
  expect(roles).toEqual(['Y', 'M', 'Y']);
});

// As saved by hbal 3.0.2: with its own numbers, and with one more column than in its input.
const SAVED = `default|group-1|preferred||

h1|262144|0|258048|0|0|3200.0|M|group-1|1||N|0|0|1.0
h2|258048|0|249856|0|0|3100.0|N|group-1|1||N|0|0|1.0

v1|8192|0|100|running|Y|h2||ext||0|0|N
v2|4096|0|50|running|Y|h1||ext||0|0|N


|128,1,128,1,1,1|0,0,0,0,0,0;100000000,1000000,1000000,16,8,1000000|ext,plain|1000.0|1000.0
`;

it('reads the host of each VM', () => {
  expect(readHbalPlacement(SAVED)).toEqual(
    new Map([
      ['v1', 'h2'],
      ['v2', 'h1'],
    ]),
  );
});
