import { type NextRequest, NextResponse } from 'next/server';
import { pathHeader } from './app/sign-in-path.ts';

/** Notes where the request goes, for the way back after sign-in. Who may see what is checked by each page itself. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(pathHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ['/((?!api/|_next/|.*\\.(?:png|svg|ico|woff2?|txt|webmanifest)$).*)'] };
