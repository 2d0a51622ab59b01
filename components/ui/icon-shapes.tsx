import type { ReactNode } from 'react';

// Drawn on a 16-unit grid with a 1.5-unit line. `Cut` is cut out of a filled shape, down to the ground.
const Cut = ({ d, width = 1.7 }: { d: string; width?: number }) => (
  <path d={d} stroke="var(--glyph-ground)" strokeWidth={width} />
);

/** Shapes by name. Each state has its own shape, so that states can be distinguished without colour. */
export const iconShapes = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
      <Cut d="m5.2 8.3 2 2 3.6-4.2" width={1.6} />
    </>
  ),
  warn: (
    <>
      <path d="M8 1.8 15 14H1Z" fill="currentColor" strokeWidth="1" />
      <Cut d="M8 6.2v3.6M8 12v.01" />
    </>
  ),
  crit: (
    <>
      <path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2Z" fill="currentColor" stroke="none" />
      <Cut d="M8 4.5v4M8 11.3v.01" width={1.9} />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.2" strokeDasharray="2.6 2.3" />
      <path d="M6.2 6.3a1.85 1.85 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11.4v.01" />
    </>
  ),
  down: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="m5.6 5.6 4.8 4.8M10.4 5.6 5.6 10.4" />
    </>
  ),
  draining: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="3" />
      <path d="M8 5v6M5.5 8.5 8 11l2.5-2.5" />
    </>
  ),
  maintenance: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" stroke="none" />
      <Cut d="M6.2 5.2v5.6M9.8 5.2v5.6" width={1.9} />
    </>
  ),
  running: <path d="M4 2.8v10.4L13 8Z" fill="currentColor" strokeWidth="1" />,
  paused: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2.2" />,
  stopped: <rect x="3.2" y="3.2" width="9.6" height="9.6" rx="1" />,
  move: <path d="M2 8h11M9 4l4 4-4 4" strokeWidth="2" />,
  failed: <path d="m3.5 3.5 9 9M12.5 3.5l-9 9" strokeWidth="2.2" />,
  skip: <path d="M3 4.5 7.2 8 3 11.5ZM8.5 4.5 12.7 8 8.5 11.5Z" />,
  cancel: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M5.2 8h5.6" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.5V8l2.3 1.6" />
    </>
  ),
  check: <path d="m3.5 8.5 3 3 6-7" strokeWidth="2" />,
  chevronDown: <path d="m4 6 4 4 4-4" />,
  chevronUp: <path d="m4 10 4-4 4 4" />,
  chevronRight: <path d="m6 4 4 4-4 4" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3 3" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  more: (
    <g fill="currentColor">
      <circle cx="3" cy="8" r=".8" />
      <circle cx="8" cy="8" r=".8" />
      <circle cx="13" cy="8" r=".8" />
    </g>
  ),
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  overview: <path d="M2 10h3l1.5-6 3 9L11 10h3" />,
  suggestions: <path d="M3 5h7L8 3M13 11H6l2 2" />,
  jobs: <path d="M3 4h10M3 8h10M3 12h6" />,
  history: <path d="M3 13V8M7 13V3M11 13V6M14.5 13h-13" />,
  settings: (
    <>
      <path d="M2 5h6M12 5h2M2 11h2M8 11h6" />
      <circle cx="10" cy="5" r="1.8" />
      <circle cx="6" cy="11" r="1.8" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor" />
    </>
  ),
  signOut: <path d="M6.5 2.5H3v11h3.5M7 8h6.5M11 5.5 13.5 8 11 10.5" />,
  download: <path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10" />,
  info: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 7.3v4M8 4.8v.01" strokeWidth="1.7" />
    </>
  ),
  host: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1" />
      <rect x="2" y="9" width="12" height="4.5" rx="1" />
      <path d="M4.7 4.75v.01M4.7 11.25v.01" strokeWidth="1.8" />
    </>
  ),
  lab: <path d="M6 2h4M6.7 2v4L3 12.6c-.3.6.1 1.4.9 1.4h8.2c.8 0 1.2-.8.9-1.4L9.3 6V2M5 10h6" />,
  lock: (
    <>
      <rect x="3" y="7" width="10" height="6.5" rx="1.2" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  star: (
    <path
      d="m8 1.7 1.95 4.15 4.45.6-3.25 3.15.8 4.5L8 11.9l-3.95 2.2.8-4.5L1.6 6.45l4.45-.6Z"
      strokeWidth="1"
    />
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof iconShapes;
