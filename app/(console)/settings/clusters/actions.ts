'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import type { OfferedCluster, ServerCertificate } from '@/lib/model/endpoint';
import type { TestedFigures } from '@/lib/model/tested-figures';
import { type AddClusterInput, addCluster } from '@/lib/services/clusters/add-cluster';
import { type AddHostInput, addHost } from '@/lib/services/clusters/add-host';
import { type ConnectClustersInput, connectClusters } from '@/lib/services/clusters/connect-clusters';
import { type EditClusterInput, editCluster } from '@/lib/services/clusters/edit-cluster';
import { type EditEndpointInput, editEndpoint } from '@/lib/services/clusters/edit-endpoint';
import { type EditFiguresInput, editFigures } from '@/lib/services/clusters/edit-figures';
import { type ListOfferedInput, listOfferedClusters } from '@/lib/services/clusters/list-offered-clusters';
import { type ReadCertificatesInput, readCertificates } from '@/lib/services/clusters/read-certificates';
import { type RemoveClusterInput, removeCluster } from '@/lib/services/clusters/remove-cluster';
import { type RemoveHostInput, removeHost } from '@/lib/services/clusters/remove-host';
import {
  type TestClusterInput,
  type TestedConnection,
  testCluster,
} from '@/lib/services/clusters/test-cluster';
import { type TestEndpointInput, testEndpoint } from '@/lib/services/clusters/test-endpoint';
import { type TestFiguresInput, testFigures } from '@/lib/services/clusters/test-figures';
import { runAction } from '../../../run-action';

/** The tree of every page shows the clusters, so all pages are rendered again. */
const refresh = () => revalidatePath('/', 'layout');

export async function addClusterAction(input: AddClusterInput): Promise<ActionResult<{ id: string }>> {
  return runAction(async (ctx) => {
    const added = await addCluster({ ctx, input });
    refresh();
    return added;
  });
}

export async function testClusterAction(input: TestClusterInput): Promise<ActionResult<TestedConnection[]>> {
  return runAction((ctx) => testCluster({ ctx, input }));
}

export async function readCertificatesAction(
  input: ReadCertificatesInput,
): Promise<ActionResult<ServerCertificate[]>> {
  return runAction((ctx) => readCertificates({ ctx, input }));
}

export async function listOfferedAction(input: ListOfferedInput): Promise<ActionResult<OfferedCluster[]>> {
  return runAction((ctx) => listOfferedClusters({ ctx, input }));
}

export async function testEndpointAction(
  input: TestEndpointInput,
): Promise<ActionResult<TestedConnection[]>> {
  return runAction((ctx) => testEndpoint({ ctx, input }));
}

export async function connectClustersAction(
  input: ConnectClustersInput,
): Promise<ActionResult<{ ids: string[] }>> {
  return runAction(async (ctx) => {
    const connected = await connectClusters({ ctx, input });
    refresh();
    return connected;
  });
}

export async function editEndpointAction(input: EditEndpointInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await editEndpoint({ ctx, input });
    refresh();
    return null;
  });
}

export async function editClusterAction(input: EditClusterInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await editCluster({ ctx, input });
    refresh();
    return null;
  });
}

export async function editFiguresAction(input: EditFiguresInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await editFigures({ ctx, input });
    refresh();
    return null;
  });
}

export async function testFiguresAction(input: TestFiguresInput): Promise<ActionResult<TestedFigures>> {
  return runAction((ctx) => testFigures({ ctx, input }));
}

export async function removeClusterAction(
  input: RemoveClusterInput,
): Promise<ActionResult<{ name: string }>> {
  return runAction(async (ctx) => {
    const removed = await removeCluster({ ctx, input });
    refresh();
    return removed;
  });
}

export async function addHostAction(input: AddHostInput): Promise<ActionResult<{ id: string }>> {
  return runAction(async (ctx) => {
    const added = await addHost({ ctx, input });
    refresh();
    return added;
  });
}

export async function removeHostAction(input: RemoveHostInput): Promise<ActionResult<{ name: string }>> {
  return runAction(async (ctx) => {
    const removed = await removeHost({ ctx, input });
    refresh();
    return removed;
  });
}
