import { defineConfig } from 'vitest/config';

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
  test: {
    // The counts for the script that runs every test of the repository: numPassedTests, numFailedTests.
    reporters: ['default', ['json', { outputFile: 'test-results/results.json' }]],
  },
});
