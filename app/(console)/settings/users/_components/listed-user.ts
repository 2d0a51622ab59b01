import type { Role } from '@/lib/model/actor';

/** A person as the list of users shows them. */
export interface ListedUser {
  id: string;
  name: string;
  email: string;
  role: Role;
}
