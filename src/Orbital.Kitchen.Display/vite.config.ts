import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: '../Orbital.Kitchen.Api/wwwroot',
    emptyOutDir: true,
    // A data: URI would need a hole in the content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '/api': 'http://localhost:8001' },
  },
});
