import { writeFileSync } from 'node:fs';

/** What the guest does with its memory. */
export interface Guest {
  fillMiB: number; // written once, from 2 MiB on, so that a copy cannot leave it out as zeros
  pages: number; // of that, written again in each beat
  rest: number; // steps between two beats
}

/** Where the guest counts its beats. */
export const BEAT_ADDRESS = 0x9000;

/**
 * A guest of 512 bytes, which a BIOS loads from a floppy disk. As assembly:
 *
 *     cli; xor ax,ax; mov ds,ax; lgdt [gdtr]; mov eax,cr0; or al,1; mov cr0,eax; jmp 8:pm
 *     pm:    mov ax,16; mov ds,ax; mov es,ax; mov edi,0x200000; mov ecx,[words]; mov eax,1
 *     fill:  stosd; inc eax; jnz next; inc eax
 *     next:  loop fill
 *     beat:  inc dword [0x9000]; mov ecx,[pages]; mov edi,0x200000
 *     write: inc dword [edi]; add edi,4096; loop write
 *            mov ecx,[rest]
 *     idle:  nop; loop idle
 *            jmp beat
 *     words, pages, rest: dd; gdt: null, code, data; gdtr
 */
const CODE =
  'fa31c08ed80f0116807c0f20c00c010f22c0ea177c080066b810008ed88ec0bf000020008b0d5c7c0000b801000000ab' +
  '40750140e2f9ff05009000008b0d607c0000bf00002000ff0781c700100000e2f68b0d647c000090e2fdebda' +
  '0000000000000000000000000000000000000000ffff0000009acf00ffff00000092cf001700687c0000';
const WORDS_AT = 0x5c;
const FLOPPY_BYTES = 1_474_560;

/** Writes the floppy disk of a guest. */
export function writeGuest(file: string, { fillMiB, pages, rest }: Guest): void {
  const disk = Buffer.alloc(FLOPPY_BYTES);
  Buffer.from(CODE, 'hex').copy(disk);
  disk.writeUInt32LE((fillMiB * 2 ** 20) / 4, WORDS_AT);
  disk.writeUInt32LE(pages, WORDS_AT + 4);
  disk.writeUInt32LE(rest, WORDS_AT + 8);
  disk.writeUInt16LE(0xaa55, 510);
  writeFileSync(file, disk);
}
