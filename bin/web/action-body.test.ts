import { describe, expect, test } from 'vitest';
import { isSoundActionBody } from './action-body.ts';

const action = { 'next-action': 'x', 'content-type': 'text/plain;charset=UTF-8' };
const isSound = (text: string | Buffer) => isSoundActionBody(action, Buffer.from(text));

describe('arguments of an action', () => {
  test.each([
    '[]',
    '["01a226c0"]',
    '[{"name":"kvm","reserve":null,"note":"$undefined","price":"$$5"}]',
    '[null]',
    '[{"a":{"b":1},"c":"$0:0:a"}]',
  ])('%s is accepted', async (text) => {
    expect(await isSound(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '[nul'],
    ['no list', '{}'],
    ['many', JSON.stringify(Array(9).fill(1))],
    ['a stream', '["$r1"]'],
    ['a stream of bytes', '["$R1"]'],
    ['a promise', '["$@1"]'],
    ['a function', '["$h1"]'],
    ['a file', '["$B1"]'],
    ['a map', '["$Q1"]'],
    ['a big integer', '["$n1"]'],
    ['a prototype', '[{"__proto__":{"role":"administrator"}}]'],
    ['a place that is not there', '["$0:1"]'],
    ['a place that comes later', '["$0:1",{}]'],
    ['itself', '[{"a":"$0:0"}]'],
    ['what grows', '[[],["$0:0","$0:0"],["$0:1","$0:1"]]'],
    ['nesting without end', '['.repeat(5000) + ']'.repeat(5000)],
  ])('%s is refused', async (_, text) => {
    expect(await isSound(text)).toBe(false);
  });

  test('invalid UTF-8 is refused', async () => {
    expect(await isSound(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).toBe(false);
  });
});

describe('forms', () => {
  const encode = async (form: FormData) => {
    const request = new Request('http://x', { method: 'POST', body: form });
    const headers = { 'content-type': request.headers.get('content-type') ?? '' };
    return isSoundActionBody(headers, Buffer.from(await request.arrayBuffer()));
  };
  const formOf = (fields: Record<string, string | Blob>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return form;
  };

  test('with fields and the fields of React are accepted', async () => {
    expect(await encode(formOf({ '0': '[{"email":""},"$K1"]', '1_email': '$ 5', '1_password': 'x' }))).toBe(
      true,
    );
    expect(await encode(formOf({ $ACTION_REF_1: '', '$ACTION_1:0': '{"id":"x","bound":null}' }))).toBe(true);
  });

  test('sent without scripts are accepted, with the arguments that the page gives', async () => {
    const sent = {
      $ACTION_REF_1: '',
      '$ACTION_1:0': '{"id":"x","bound":"$@1"}',
      '$ACTION_1:1': '[{"email":"","failure":null}]',
      $ACTION_KEY: 'k1',
      email: 'admin@example.com',
    };
    expect(await encode(formOf(sent))).toBe(true);
  });

  test.each<Record<string, string | Blob>>([
    { '$ACTION_1:0': '{"id":"x","bound":"$@1"}' },
    { '$ACTION_1:0': '{"id":"x","bound":"$@2"}', '$ACTION_1:1': '[]' },
    { '$ACTION_1:0': '{"id":"x","bound":"$@1"}', '$ACTION_1:1': '["$@2"]' },
    { '$ACTION_1:0': '{"id":"$@1","bound":"$@1"}', '$ACTION_1:1': '[]' },
    { '$ACTION_1:0': '{"id":"x","bound":"$@0"}' },
    { '0': '["$r1"]', '1': 'C' },
    { '0': '[nul' },
    { '0': '["$@1"]', '1': '"$r2"' },
    { '$ACTION_1:0': '[' },
    { '1_file': new Blob(['x']) },
  ])('with %j are refused', async (fields) => {
    expect(await encode(formOf(fields))).toBe(false);
  });

  test('that are truncated are refused', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await isSoundActionBody(headers, Buffer.from('--x\r\nContent-Disp'))).toBe(false);
    expect(await isSoundActionBody({ 'content-type': 'multipart/form-data' }, Buffer.from('a'))).toBe(false);
  });
});
