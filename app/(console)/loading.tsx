import { PageSkeleton } from '@/components/state/page-skeleton';

export default function Loading() {
  return <PageSkeleton />;
}
