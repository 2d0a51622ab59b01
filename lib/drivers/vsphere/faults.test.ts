import { describe, expect, it } from 'vitest';
import { explainFault } from './faults.ts';
import { parseResponse, VimFault } from './soap.ts';

const party = { source: 'esx-01', destination: 'esx-02', vm: 'web' };
const fault = (name: string) => ({ name, message: 'vCenter says so', data: null });

describe('explainFault', () => {
  it.each([
    ['InsufficientMemoryResourcesFault', 'destination-full', 'pair'],
    ['FeatureRequirementsNotMet', 'cpu-incompatible', 'pair'],
    ['VMotionNotConfigured', 'destination-unreachable', 'host'],
    ['NoPermission', 'privilege-missing', 'vm'],
    ['RequestCanceled', 'migration-cancelled', 'moment'],
    ['SomethingOfANewerVersion', 'migration-failed', 'moment'],
  ])('%s is %s', (name, code, scope) => {
    const error = explainFault(fault(name), party, 'before');
    expect(error).toMatchObject({ code, scope });
    expect(error.facts).toMatchObject({ ...party, detail: `vCenter says so (${name})` });
  });

  it('tells a destination that went away from one that was never reached', () => {
    expect(explainFault(fault('HostNotConnected'), party, 'before').code).toBe('destination-unreachable');
    expect(explainFault(fault('HostNotConnected'), party, 'copying').code).toBe('destination-lost');
  });

  it('takes the cause of a fault that only frames it', () => {
    const data = {
      faultCause: { fault: { '@type': 'CannotAccessNetwork' }, localizedMessage: 'no network' },
    };
    const error = explainFault({ name: 'MigrationFault', message: 'failed', data }, party, 'copying');
    expect(error).toMatchObject({ code: 'network-missing' });
  });
});

describe('parseResponse', () => {
  const soap = (body: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;

  it('throws the type of a fault', () => {
    const body =
      '<s:Fault><faultcode>ServerFaultCode</faultcode><faultstring>busy</faultstring>' +
      '<detail><TaskInProgressFault xmlns="urn:vim25" xmlns:xsi="x" xsi:type="TaskInProgress"/></detail></s:Fault>';
    expect(() => parseResponse(soap(body), 'RelocateVM_Task')).toThrow(
      new VimFault({ name: 'TaskInProgress', message: 'busy', data: { '@type': 'TaskInProgress' } }),
    );
  });

  it('is null for what is no answer to the method', () => {
    expect(parseResponse('<html>503</html>', 'Login')).toBeNull();
    expect(parseResponse(soap('<LogoutResponse/>'), 'Login')).toBeNull();
    expect(parseResponse(soap('<LoginResponse/>'), 'Login')).not.toBeNull();
  });
});
