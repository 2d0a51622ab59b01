import {
  Activity,
  ArrowRight,
  ArrowRightLeft,
  Box,
  ChartColumn,
  Check,
  ChevronDown,
  ChevronRight,
  ChevronsRight,
  ChevronUp,
  CircleCheck,
  CircleMinus,
  CircleQuestionMark,
  CircleX,
  Clock,
  Contrast,
  Download,
  Ellipsis,
  FlaskConical,
  type IconNode,
  Info,
  ListChecks,
  LogOut,
  Menu,
  OctagonAlert,
  Pause,
  Play,
  Search,
  Server,
  SlidersHorizontal,
  Square,
  SquareArrowDown,
  SquarePause,
  Star,
  TriangleAlert,
  X,
} from 'lucide';

export interface IconShape {
  parts: IconNode;
  /** A filled shape with its other parts cut out. It is for what must be noticed first. */
  filled?: boolean;
}

const line = (parts: IconNode): IconShape => ({ parts });

/** `outline` is the index of the part to fill. It is drawn first, under the others. */
function filled(parts: IconNode, outline = 0): IconShape {
  return { parts: [...parts.slice(outline), ...parts.slice(0, outline)], filled: true };
}

/** Lucide's shapes by their meaning in this console. States have shapes of their own, so that they can be distinguished without colour. */
export const iconShapes = {
  ok: filled(CircleCheck),
  warn: filled(TriangleAlert),
  crit: filled(OctagonAlert, 2),
  unknown: line(CircleQuestionMark),
  down: line(CircleX),
  draining: line(SquareArrowDown),
  maintenance: filled(SquarePause),
  running: filled(Play),
  paused: line(Pause),
  stopped: line(Square),
  move: line(ArrowRight),
  failed: line(X),
  skip: line(ChevronsRight),
  cancel: line(CircleMinus),
  clock: line(Clock),
  check: line(Check),
  chevronDown: line(ChevronDown),
  chevronUp: line(ChevronUp),
  chevronRight: line(ChevronRight),
  search: line(Search),
  close: line(X),
  more: line(Ellipsis),
  menu: line(Menu),
  overview: line(Activity),
  suggestions: line(ArrowRightLeft),
  jobs: line(ListChecks),
  history: line(ChartColumn),
  settings: line(SlidersHorizontal),
  theme: line(Contrast),
  signOut: line(LogOut),
  download: line(Download),
  info: line(Info),
  host: line(Server),
  vm: line(Box),
  lab: line(FlaskConical),
  star: line(Star),
} satisfies Record<string, IconShape>;

export type IconName = keyof typeof iconShapes;
