import { describe, expect, it } from 'vitest';
import { kernelPayload } from './kernel-image.ts';

function bzImage(payload: string, unpackedBytes: number): Buffer {
  const setupSectors = 2;
  const image = Buffer.alloc((setupSectors + 1) * 512 + 100 + payload.length + 4);
  image.writeUInt8(setupSectors, 0x1f1);
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt32LE(100, 0x248);
  image.writeUInt32LE(payload.length + 4, 0x24c);
  image.write(payload, 3 * 512 + 100, 'latin1');
  image.writeUInt32LE(unpackedBytes, 3 * 512 + 100 + payload.length);
  return image;
}

describe('kernelPayload', () => {
  it('finds the compressed kernel and its unpacked size', () => {
    const { payload, unpackedBytes } = kernelPayload(bzImage('compressed', 4711));
    expect(payload.toString('latin1')).toBe('compressed');
    expect(unpackedBytes).toBe(4711);
  });

  it('refuses an incomplete bzImage', () => {
    expect(() => kernelPayload(Buffer.alloc(4096))).toThrow('not a bzImage');
    const whole = bzImage('compressed', 1);
    expect(() => kernelPayload(whole.subarray(0, whole.length - 8))).toThrow('cut short');
  });
});
