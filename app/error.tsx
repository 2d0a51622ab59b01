'use client';

import { ErrorPage } from '@/components/state/error-page';

export default ErrorPage;
