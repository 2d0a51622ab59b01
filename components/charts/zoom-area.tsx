'use client';

import { useRouter } from 'next/navigation';
import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { AXIS_WIDTH, chartMargin } from './chart-parts';
import { spanBetween } from './zoom-span';

interface ZoomAreaProps {
  /** The time shown, epoch ms. */
  from: number;
  to: number;
  /** The address of the page with `from=1` and `to=2` in it, which are replaced. */
  href: string;
  children: ReactNode;
}

/** Dragging over the charts shows the part of the time that was dragged over. Links beside the chart do the same for the keyboard. */
export function ZoomArea({ from, to, href, children }: ZoomAreaProps) {
  const router = useRouter();
  const area = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ begin: number; end: number } | null>(null);
  /** The place in the plot, 0 at its left end and 1 at its right one. */
  const placeOf = (event: PointerEvent): number => {
    const box = area.current?.getBoundingClientRect();
    if (!box) return 0;
    const width = box.width - AXIS_WIDTH - chartMargin.right;
    return Math.min(1, Math.max(0, (event.clientX - box.left - AXIS_WIDTH) / width));
  };
  const finish = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    const span = spanBetween({ begin: drag.begin, end: placeOf(event) }, { from, to });
    if (!span) return;
    const parameters = href.replace(/([?&])from=1(?=&|$)/, `$1from=${span.from}`);
    router.push(parameters.replace(/([?&])to=2(?=&|$)/, `$1to=${span.to}`), { scroll: false });
  };
  return (
    <div
      ref={area}
      className="relative cursor-crosshair touch-pan-y select-none"
      onPointerDown={(event) => {
        if (event.button !== 0 || event.pointerType === 'touch') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ begin: placeOf(event), end: placeOf(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ begin: drag.begin, end: placeOf(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      {children}
      {drag ? (
        <div
          className="pointer-events-none absolute inset-y-0"
          style={{ left: AXIS_WIDTH, right: chartMargin.right }}
        >
          <div
            className="absolute inset-y-0 border-accent border-x bg-accent/15"
            style={{
              left: `${Math.min(drag.begin, drag.end) * 100}%`,
              width: `${Math.abs(drag.end - drag.begin) * 100}%`,
            }}
          />
        </div>
      ) : null}
    </div>
  );
}
