import { useTranslations } from 'next-intl';
import { RefusalList } from '@/components/domain/refusal-list';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import type { HostPage } from '@/lib/views/host/read-host';
import { tryAgainAction } from '../actions';

export const countRefusals = ({ refusals }: HostPage): number =>
  refusals.reduce((sum, group) => sum + group.refusals.length, 0);

/** What the host refused, and what was refused to its VMs, by destination and cause. */
export function RefusalsSection({ page, mayAct }: { page: HostPage; mayAct: boolean }) {
  const t = useTranslations('refusal');
  const tHost = useTranslations('host.why');
  const tReadiness = useTranslations('readiness');
  return (
    <Section
      title={t('title')}
      note={t('note')}
      aside={<TextLink href={paths.readiness(page.cluster.id)}>{tReadiness('link')}</TextLink>}
    >
      {page.refusals.length === 0 ? (
        <Empty icon="ok" title={t('none')} />
      ) : (
        <RefusalList
          groups={page.refusals}
          onTryAgain={tryAgainAction}
          disabledReason={mayAct ? null : tHost('role')}
        />
      )}
    </Section>
  );
}
