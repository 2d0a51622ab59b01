/**
 * The most common passwords: words and keyboard rows from published lists of leaked passwords, and this product's own
 * name. Below ten characters they are too short anyway; the usual extensions are removed before comparing.
 */
const common = new Set(
  `password passw0rd passwd passphrase secret letmein welcome changeme default administrator admin root superuser
  operator viewer user guest test testing login access master server computer internet qwerty qwertyuiop qwertyuiop[]
  asdfgh asdfghjkl asdfghjkl; zxcvbn zxcvbnm qazwsx qazwsxedc qazwsxedcrfv 1qaz2wsx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y
  q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx zaq1xsw2 zaq1zaq1 qwer1234 1qaz2wsx3edc 1qazxsw2 1234qwer abcd1234
  abc123 a1b2c3d4 a1b2c3d4e5 iloveyou trustno1 monkey dragon football baseball basketball sunshine princess superman
  batman starwars pokemon michael jennifer jordan charlie shadow freedom whatever nothing mustang summer winter spring
  autumn monday january december liverpool arsenal chelsea manchester samsung google facebook linkedin photoshop
  unknown hello helloworld goodluck temp temporary temppass newpassword mypassword thisismypassword yourpassword
  nopassword adminpassword rootpassword supersecret topsecret openstack vmware proxmox libvirt kvm qemu ballast
  correcthorsebatterystaple`.split(/\s+/),
);

const lookalikes: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiopasdfghjklzxcvbnm'].flatMap((run) => [
  run,
  [...run].reverse().join(''),
]);

const withoutEnds = (text: string): string => text.replace(/^[^a-z]+|[^a-z]+$/g, '');
const asLetters = (text: string): string => [...text].map((sign) => lookalikes[sign] ?? sign).join('');

/** One short piece repeated: aaaaaaaaaa, abcabcabcabc, passwordpassword. */
function pieceOf(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const piece = text.slice(0, length);
    if (piece.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return piece;
  }
  return text;
}

/**
 * Whether it is a common password: in any case, with digits and symbols around it, spelt with digits, or repeated.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
  const piece = pieceOf(text);
  if (piece.length <= 4 || runs.some((run) => run.includes(piece))) return true;
  if (/^[\d\p{P}\p{S}]*$/u.test(text) && text.length < 16) return true; // a date, a telephone number
  const spelt = [text, piece, withoutEnds(text)].flatMap((form) => [form, asLetters(form)]);
  return spelt.some((form) => common.has(form) || common.has(withoutEnds(form)));
}
