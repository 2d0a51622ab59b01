import { exportRules } from '@/lib/views/rules/export-rules';
import { toDownload } from '../../../../download';
import { toFailureResponse } from '../../../../failure';
import { getContext } from '../../../../session';

/** The rules of a cluster and the automation of its VMs, as the file of docs/rules.md. */
export async function GET(
  _: Request,
  { params }: { params: Promise<{ clusterId: string }> },
): Promise<Response> {
  try {
    const { clusterId } = await params;
    const { fileName, file } = await exportRules({ ctx: await getContext(), input: { clusterId } });
    return toDownload(fileName, file);
  } catch (error) {
    return toFailureResponse(error);
  }
}
