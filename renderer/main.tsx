/** The page: tokens, theme, link to the host, then the window. */
// First: it tells zod not to try `eval`, which the page forbids.
import '#app/rpc/without-eval.ts';
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { rememberWindow } from './app/remember-window.ts';
import { startLink } from './app/start-link.ts';
import { followAddress } from './stores/route-store.ts';

rememberWindow();
followAddress();
startLink();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
