/** The common prefix of all names, up to the last separator or letter before a digit: `kvm-` of kvm-03 and kvm-12. */
export function namePrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.length === 0) return '';
  let length = first.length;
  for (const name of others) {
    while (!name.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length).match(/^.*\D(?=\d*$)/)?.[0] ?? '';
}
