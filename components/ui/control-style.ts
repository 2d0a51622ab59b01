/** The appearance of a text field, a select and a text area. */
export const controlStyle =
  'h-9 w-full min-w-0 rounded-control border border-control bg-ground px-2.5 text-ink placeholder:text-ink-3 disabled:bg-sunk disabled:text-ink-3 aria-invalid:border-crit md:h-7.5';
