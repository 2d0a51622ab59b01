'use client';

import { setNonce } from 'get-nonce';

/**
 * Dialogs and menus keep the page behind them from scrolling by a style sheet that they write, which the Content-Security-Policy
 * allows only with the nonce of the page. Browsers show it to scripts alone, on what carries it.
 */
export function StyleNonce(): null {
  if (typeof document !== 'undefined') {
    const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
    if (nonce) setNonce(nonce);
  }
  return null;
}
