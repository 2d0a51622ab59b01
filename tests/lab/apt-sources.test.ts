import { describe, expect, it } from 'vitest';
import { findAptSource, sourcesListWithBackports } from './apt-sources.ts';

const deb822 = `Types: deb
# the machine's mirror
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
`;

describe('findAptSource', () => {
  it('reads a deb822 paragraph', () => {
    const source = findAptSource([{ name: 'debian.sources', text: deb822 }], 'bookworm');
    expect(source).toEqual({
      uri: 'http://mirror.example/debian',
      components: ['main'],
      options: ['signed-by=/usr/share/keyrings/archive.gpg'],
    });
  });

  it('reads a line with options and ignores comments, source packages and discs', () => {
    const text = `# deb http://off.example/debian bookworm main
deb-src http://src.example/debian bookworm main
deb cdrom:[Debian] bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://on.example/debian bookworm main contrib # why
`;
    expect(findAptSource([{ name: 'sources.list', text }], 'bookworm')).toEqual({
      uri: 'http://on.example/debian',
      components: ['main', 'contrib'],
      options: ['arch=amd64', 'signed-by=/k.gpg'],
    });
  });

  it('ignores paragraphs that are disabled, of another suite, or without main', () => {
    const off = deb822.replace('Types: deb', 'Enabled: no\nTypes: deb');
    const contrib = deb822.replace('Components: main', 'Components: contrib');
    for (const text of [off, contrib]) {
      expect(findAptSource([{ name: 'x.sources', text }], 'bookworm')).toBeUndefined();
    }
    expect(findAptSource([{ name: 'x.sources', text: deb822 }], 'trixie')).toBeUndefined();
  });

  it('joins continuation lines and ignores an embedded key', () => {
    const text = `Types: deb\nURIs:\n http://mirror.example/debian\nSuites:\n bookworm\nComponents: main
Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n`;
    expect(findAptSource([{ name: 'x.sources', text }], 'bookworm')).toEqual({
      uri: 'http://mirror.example/debian',
      components: ['main'],
      options: [],
    });
  });
});

describe('sourcesListWithBackports', () => {
  it('keeps the options of the source for both suites', () => {
    const source = { uri: 'http://m.example/debian', components: ['main'], options: ['signed-by=/k.gpg'] };
    expect(sourcesListWithBackports(source, 'bookworm')).toBe(
      'deb [signed-by=/k.gpg] http://m.example/debian bookworm main\n' +
        'deb [signed-by=/k.gpg] http://m.example/debian bookworm-backports main\n',
    );
  });
});
