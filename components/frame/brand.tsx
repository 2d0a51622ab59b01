import Link from 'next/link';
import { paths } from '@/lib/model/paths';

/** The mark: a hull on an even keel, with its ballast below the waterline. */
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="text-accent"
    >
      <path d="M1.5 6.2h13c-.5 4-3.1 6.3-6.5 6.3S2 10.2 1.5 6.2Z" />
      <path d="M8 1.8v4.4M5.4 3.6h5.2" />
      <path d="M5 11.7 6.3 14.6h3.4l1.3-2.9" fill="currentColor" />
    </svg>
  );
}

export const Brand = () => (
  <Link
    href={paths.overview()}
    className="flex items-center gap-2 font-semibold text-lead tracking-[-0.01em]"
  >
    <Mark />
    Ballast
  </Link>
);
