import { z } from 'zod';

export const UserName = z.string().trim().min(1).max(80);
export const UserEmail = z.string().trim().toLowerCase().min(1).max(254).pipe(z.email());
export const UserId = z.string().min(1).max(64);
