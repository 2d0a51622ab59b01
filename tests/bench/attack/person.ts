/** The user who signs in during the benchmark. */
export const person = { email: 'bench@example.com', password: 'only for the bench to enter' };

/** Signs in. Resolves with the status, and the cookie of the session if one began. */
export async function signInAt(
  origin: string,
  body: { email: string; password: string },
  address: string,
): Promise<{ status: number; cookie: string }> {
  const answer = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  const cookie = answer.headers.getSetCookie().map((text) => text.split(';')[0]);
  return { status: answer.status, cookie: cookie.join('; ') };
}
