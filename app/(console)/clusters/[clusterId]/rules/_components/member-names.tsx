import { useTranslations } from 'next-intl';
import { Tag } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';

/** So many members are named in a row; the others are counted. */
const MAX_SHOWN = 6;

interface MemberNamesProps {
  members: readonly { id: string; name: string; href: string }[];
  names: readonly string[]; // patterns
  tags: readonly string[];
}

/** Who is in a rule now, and the patterns and tags by which others join. */
export function MemberNames({ members, names, tags }: MemberNamesProps) {
  const t = useTranslations('rules');
  const rest = members.length - MAX_SHOWN;
  return (
    <>
      <span className="flex flex-wrap gap-x-3 gap-y-1">
        {members.slice(0, MAX_SHOWN).map(({ id, name, href }) => (
          <TextLink key={id} quiet href={href}>
            {name}
          </TextLink>
        ))}
        {rest > 0 ? <span className="text-ink-3">{t('andMore', { count: rest })}</span> : null}
        {members.length === 0 ? <span className="text-ink-3">{t('nobody')}</span> : null}
      </span>
      {names.length + tags.length > 0 ? (
        <span className="mt-0.5 flex flex-wrap items-center gap-1 text-ink-3 text-small">
          {t('by')}
          {names.map((name) => (
            <code key={name} className="font-mono">
              {name}
            </code>
          ))}
          {tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ) : null}
    </>
  );
}
