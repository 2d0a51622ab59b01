import { redirect } from 'next/navigation';
import { paths } from '@/lib/model/paths';

export default function StartPage(): never {
  redirect(paths.overview());
}
