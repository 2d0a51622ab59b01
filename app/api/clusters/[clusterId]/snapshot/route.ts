import { saveSnapshot } from '@/lib/views/snapshot/save-snapshot';
import { toDownload } from '../../../../download';
import { toFailureResponse } from '../../../../failure';
import { getContext } from '../../../../session';

/** The cluster as it is now, as the file that `ballast plan` reads (docs/snapshot.md); `?anonymous` without its names. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ clusterId: string }> },
): Promise<Response> {
  try {
    const ctx = await getContext();
    const { clusterId } = await params;
    const isAnonymous = new URL(request.url).searchParams.has('anonymous');
    const { fileName, snapshot } = await saveSnapshot({
      ctx,
      input: { cluster: { id: clusterId }, isAnonymous },
    });
    return toDownload(fileName, snapshot);
  } catch (error) {
    return toFailureResponse(error);
  }
}
