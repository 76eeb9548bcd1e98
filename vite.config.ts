import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The interface: one page, hashed assets, nothing inline (the page's CSP allows scripts and styles of its own only). */
export default defineConfig({
  root: join(import.meta.dirname, 'renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The whole interface is one chunk, read from this machine; its own bound is 350 KiB gzipped.
    chunkSizeWarningLimit: 1500,
  },
});
