/** One package source that the machine's apt already uses. */
export interface AptSource {
  uri: string;
  components: string[];
  /** Options in one-line form without brackets, such as `signed-by=/usr/share/keyrings/x.gpg`. */
  options: string[];
}

/** An apt configuration file: `*.list` has one source a line, `*.sources` has deb822 paragraphs. */
export interface AptFile {
  name: string;
  text: string;
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

function parseLine(line: string, suite: string): AptSource | undefined {
  const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.replace(/#.*/, ''));
  const [, options = '', uri = '', itsSuite, components = ''] = match ?? [];
  if (itsSuite !== suite || uri.startsWith('cdrom:')) return undefined;
  return { uri, components: words(components), options: words(options) };
}

/** Fields of a deb822 paragraph, with keys in lower case and continuation lines joined. */
function parseParagraph(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  const joined = paragraph.replace(/^#.*\n?/gm, '').replace(/\n[ \t]+/g, ' ');
  for (const line of joined.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

function parseStanza(paragraph: string, suite: string): AptSource | undefined {
  const fields = parseParagraph(paragraph);
  const list = (key: string) => words(fields.get(key) ?? '');
  const uri = list('uris')[0];
  const isOff = /^(no|false|off|0)$/i.test(fields.get('enabled') ?? '');
  if (isOff || !uri || !list('types').includes('deb') || !list('suites').includes(suite)) return undefined;
  const signedBy = fields.get('signed-by') ?? '';
  const trusted = fields.get('trusted');
  const options = [
    ...(signedBy.startsWith('/') ? [`signed-by=${signedBy}`] : []), // an embedded key block is ignored
    ...(trusted ? [`trusted=${trusted}`] : []),
  ];
  return { uri, components: list('components'), options };
}

/** The first enabled source of `suite` with the component `main`, or undefined. */
export function findAptSource(files: readonly AptFile[], suite: string): AptSource | undefined {
  const found = files.flatMap((file) =>
    file.name.endsWith('.sources')
      ? file.text.split(/\n[ \t]*\n/).map((paragraph) => parseStanza(paragraph, suite))
      : file.text.split('\n').map((line) => parseLine(line, suite)),
  );
  return found.find((source) => source?.components.includes('main'));
}

/** A sources list with `suite` and its backports from the same mirror. */
export function sourcesListWithBackports(source: AptSource, suite: string): string {
  const options = source.options.length > 0 ? `[${source.options.join(' ')}] ` : '';
  const line = (name: string) => `deb ${options}${source.uri} ${name} ${source.components.join(' ')}\n`;
  return line(suite) + line(`${suite}-backports`);
}
