import { defineConfig } from '@playwright/test';
import { chromium } from './chromium';

/** `npm run bench`: how soon the busy page answers. No test: on a machine that does other things too, it measures those. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  globalSetup: './build-page.ts',
  workers: 1,
  reporter: 'list',
  outputDir: 'test-results/artifacts',
  use: { ...chromium, viewport: { width: 1280, height: 800 } },
});
