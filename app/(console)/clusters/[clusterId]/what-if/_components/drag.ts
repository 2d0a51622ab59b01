import type { DragEvent } from 'react';

/** The kind of data by which a VM that is dragged is recognized. */
const TYPE = 'application/x-ballast-vm';

export const beginDrag = (event: DragEvent, vmId: string): void => {
  event.dataTransfer.setData(TYPE, vmId);
  event.dataTransfer.effectAllowed = 'move';
};

/** Whether something that is dragged is a VM; then it may be dropped here. */
export function allowDrop(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(TYPE)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'move';
}

/** The VM that was dropped, or null. */
export const droppedVm = (event: DragEvent): string | null => event.dataTransfer.getData(TYPE) || null;
