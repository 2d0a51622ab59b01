/**
 * Ends this process when the one that supervises it is gone, however that ended: without it, a killed `npm start` would
 * leave its parts behind, holding the port. Does nothing in a process that was started by hand.
 */
export function followParent(stop: () => void): void {
  if (process.send) process.once('disconnect', stop);
}

/** Tells the supervisor that this process is at work. */
export function announceReady(): void {
  process.send?.('ready');
}
