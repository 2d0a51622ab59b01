import { useTranslations } from 'next-intl';
import { PageBody, PageHead } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import type { RuleForm as RuleFormData } from '@/lib/views/rules/read-rule';
import { RuleForm } from './rule-form';

interface EditRulePageProps {
  form: RuleFormData;
  mayEdit: boolean;
}

/**
 * The form of a rule. It does not follow changes while somebody fills it in: who saves second gets the conflict, and
 * may then load what was saved.
 */
export function EditRulePage({ form, mayEdit }: EditRulePageProps) {
  const t = useTranslations('rules');
  const tCluster = useTranslations('cluster');
  const settings = useTranslations('settings');
  const { cluster, rule } = form;
  return (
    <>
      <PageHead
        title={rule ? rule.content.name : t('newTitle')}
        crumbs={[
          { href: paths.overview(), label: tCluster('clusters') },
          { href: paths.cluster(cluster.id), label: cluster.name },
          { href: paths.rules(cluster.id), label: t('title') },
        ]}
        crumbsLabel={tCluster('crumbs')}
        lede={t('formLede')}
      />
      <PageBody>
        <RuleForm
          key={rule?.version ?? 0}
          form={form}
          refusal={mayEdit ? null : settings('administratorOnly')}
        />
      </PageBody>
    </>
  );
}
