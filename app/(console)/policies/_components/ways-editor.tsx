'use client';

import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { MAX_WAYS_BY, WayOut } from '@/lib/model/way-out';

/** An entry as it is typed: its name or tag may not be complete. */
const DraftWay = z.object({ match: z.string(), way: WayOut });
type DraftWay = z.infer<typeof DraftWay>;

export const draftWays = (value: unknown): DraftWay[] => z.array(DraftWay).safeParse(value).data ?? [];

interface WaysEditorProps {
  entries: readonly DraftWay[];
  isDisabled: boolean;
  onChange: (entries: readonly DraftWay[]) => void;
}

/** What becomes of VMs by name or tag: entries in order, the first that matches counts. */
export function WaysEditor({ entries, isDisabled, onChange }: WaysEditorProps) {
  const t = useTranslations('policy.ways');
  const words = usePolicyWords();
  const replace = (index: number, change: Partial<DraftWay>) =>
    onChange(entries.map((entry, i) => (i === index ? { ...entry, ...change } : entry)));
  return (
    <div className="grid gap-2">
      {entries.map(({ match, way }, index) => {
        const name = match || String(index + 1);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity but their place
          <span key={index} className="flex flex-wrap items-center gap-2">
            <Input
              aria-label={t('match', { number: index + 1 })}
              className="w-44"
              value={match}
              placeholder={t('placeholder')}
              disabled={isDisabled}
              onChange={(event) => replace(index, { match: event.target.value })}
            />
            <Select
              aria-label={t('way', { match: name })}
              className="w-56"
              value={way}
              disabled={isDisabled}
              options={WayOut.options.map((value) => ({
                value,
                label: words.value('runningCannotLeave', value),
              }))}
              onChange={(event) => {
                const chosen = WayOut.safeParse(event.target.value);
                if (chosen.success) replace(index, { way: chosen.data });
              }}
            />
            <Button
              variant="ghost"
              size="iconSmall"
              aria-label={t('remove', { match: name })}
              disabled={isDisabled}
              onClick={() => onChange(entries.filter((_, i) => i !== index))}
            >
              <Icon name="close" />
            </Button>
          </span>
        );
      })}
      <Button
        size="small"
        className="justify-self-start"
        disabledReason={entries.length >= MAX_WAYS_BY ? t('full') : null}
        disabled={isDisabled}
        onClick={() => onChange([...entries, { match: '', way: 'shutDown' }])}
      >
        {t('add')}
      </Button>
    </div>
  );
}
