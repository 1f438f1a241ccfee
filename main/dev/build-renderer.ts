/** How the renderer is built: static files that obey the content security policy (nothing inline, nothing evaluated). */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

/** What the page cannot do without. */
export const rendererEntries = ['renderer/index.html', 'renderer/main.tsx'] as const;

export const rendererBuild = (root: string, outDir: string): InlineConfig => ({
  root: join(root, 'renderer'),
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [react()],
  build: {
    outDir: join(outDir, 'renderer'),
    emptyOutDir: true,
    // Electron 45 and every current browser; light-dark() and nesting stay as written.
    target: 'chrome130',
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 1_500,
  },
});
