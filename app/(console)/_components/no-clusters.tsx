import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { PageBody, PageHead } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import { Shows } from './shows';

interface NoClustersProps {
  pageTitle: string;
  title: string;
  body: string;
  /** What leads to connecting one; null for those who may not. */
  action: string | null;
}

/** A page that is about clusters, while there are none. */
export function NoClusters({ pageTitle, title, body, action }: NoClustersProps) {
  return (
    <>
      <Shows topics={['cluster']} />
      <PageHead title={pageTitle} />
      <PageBody>
        <Empty
          icon="host"
          title={title}
          action={
            action ? (
              <ButtonLink variant="primary" href={paths.clusterSettings()}>
                {action}
              </ButtonLink>
            ) : undefined
          }
        >
          {body}
        </Empty>
      </PageBody>
    </>
  );
}
