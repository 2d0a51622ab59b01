/**
 * The compressed kernel inside a bzImage, located by the offsets in its header (Linux x86 boot protocol 2.08 or
 * later: setup_sects at 0x1f1, magic at 0x202, payload_offset and payload_length at 0x248 and 0x24c). The last four
 * bytes of the payload are the unpacked size, which the kernel's build appends.
 */
export function kernelPayload(image: Buffer): { payload: Buffer; unpackedBytes: number } {
  if (image.length < 0x250 || image.toString('latin1', 0x202, 0x206) !== 'HdrS') {
    throw new Error('The kernel is not a bzImage.');
  }
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const start = (setupSectors + 1) * 512 + image.readUInt32LE(0x248);
  const end = start + image.readUInt32LE(0x24c) - 4;
  if (end <= start || end + 4 > image.length) throw new Error('The kernel image is cut short.');
  return { payload: image.subarray(start, end), unpackedBytes: image.readUInt32LE(end) };
}
