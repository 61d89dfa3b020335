/** Builds the web app into web/dist, which the server sends as static files under a strict content policy. */
import { join } from 'node:path';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Style sheets of chunks may load in any order, so each begins with the order of the layers. */
const layersFirst: Plugin = {
  name: 'layers-first',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset' && file.fileName.endsWith('.css')) {
        file.source = `@layer reset,tokens,base,ui,page;${String(file.source)}`;
      }
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), layersFirst],
  // The browser needs the contracts' paths and types, not the schemas themselves.
  resolve: { alias: { typebox: join(import.meta.dirname, 'client', 'schema-free.ts') } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // light-dark(), cascade layers and nesting stay as written.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: font or image would need a wider content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  css: {
    modules: {
      localsConvention: 'camelCaseOnly',
      generateScopedName: '[name]_[local]_[hash:base64:4]',
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': 'http://127.0.0.1:7077', '/api/auth': 'http://127.0.0.1:7077' },
  },
});
