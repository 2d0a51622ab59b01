// Next runs this before anything else in the browser: what the Content-Security-Policy asks of libraries.
import { setNonce } from 'get-nonce';
import { config } from 'zod/v4/core';

// zod would try whether it may make functions from text, and each try is a report of the browser
config({ jitless: true });

// Dialogs and menus keep the page behind them from scrolling by a style sheet that they write. Browsers show the nonce to
// scripts alone, on what carries it.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
if (nonce) setNonce(nonce);
