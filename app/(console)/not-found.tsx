import { NotFoundPage } from '@/components/state/not-found-page';

export default NotFoundPage;
