import { defineConfig } from '@playwright/test';
import { chromium } from './chromium';

/** `npm run screenshots`: takes the pictures of docs/images. No test, so that no test run rewrites the documents. */
export default defineConfig({
  testDir: '.',
  testMatch: 'screenshots.ts',
  globalSetup: './build-page.ts',
  workers: 1,
  reporter: 'list',
  outputDir: 'test-results/artifacts',
  use: chromium,
});
