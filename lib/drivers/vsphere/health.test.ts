import { expect, it } from 'vitest';
import { parseRoot } from '../xml.ts';
import { failingOf } from './health.ts';

const propertiesOf = (inner: string) => {
  const node = parseRoot(`<val>${inner}</val>`, 'val');
  return new Map(node ? [['runtime.healthSystemRuntime', node]] : []);
};
const element = (part: string, name: string, key: string) =>
  `<${part}><name>${name}</name><status><label>${key}</label><key>${key}</key></status></${part}>`;
const sensor = (name: string, type: string, key: string) =>
  `<numericSensorInfo><name>${name}</name><healthState><key>${key}</key></healthState><sensorType>${type}</sensorType></numericSensorInfo>`;

it('says nothing of a host without a health system', () => {
  expect(failingOf(new Map())).toBeUndefined();
});

it('reports hardware that is red, and nothing that is green, yellow or unknown', () => {
  const healthy =
    element('memoryStatusInfo', 'DIMM 1', 'Green') + element('cpuStatusInfo', 'CPU 1', 'Unknown');
  expect(failingOf(propertiesOf(`<hardwareStatusInfo>${healthy}</hardwareStatusInfo>`))).toBeNull();
  const red = healthy + element('memoryStatusInfo', 'DIMM 4', 'Red');
  expect(failingOf(propertiesOf(`<hardwareStatusInfo>${red}</hardwareStatusInfo>`))).toEqual({
    reason: 'memory',
    detail: 'DIMM 4',
  });
});

it('reports sensors by their kind', () => {
  const sensors = sensor('Inlet', 'temperature', 'red') + sensor('Fan 1', 'fan', 'yellow');
  expect(failingOf(propertiesOf(`<systemHealthInfo>${sensors}</systemHealthInfo>`))).toEqual({
    reason: 'hot',
    detail: 'Inlet',
  });
});
