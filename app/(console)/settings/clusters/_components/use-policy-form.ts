import { useRouter } from 'next/navigation';
import { useFormAction } from '@/components/state/use-form-action';
import { useToast } from '@/components/ui/toast';
import type { EditPolicyInput } from '@/lib/services/policies/edit-policy';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { editPolicyAction } from '../actions';

type ClusterChange = Extract<EditPolicyInput, { scope: 'cluster' }>['change'];

/** A form that changes the policy of a cluster. Where somebody else was faster, it shows what they have saved. */
export function usePolicyForm(
  { id, policyVersion }: Pick<ConfiguredCluster, 'id' | 'policyVersion'>,
  { read, saved }: { read: (form: FormData) => ClusterChange; saved: string },
) {
  const toast = useToast();
  const router = useRouter();
  return useFormAction(
    (form) =>
      editPolicyAction({ scope: 'cluster', clusterId: id, version: policyVersion, change: read(form) }),
    (failed) => {
      if (!failed) toast({ tone: 'ok', title: saved });
      else if (failed.code === 'conflict') router.refresh();
    },
  );
}
