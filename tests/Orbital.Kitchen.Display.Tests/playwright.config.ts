import { defineConfig } from '@playwright/test';
import { chromium } from './chromium';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './build-page.ts',
  // One at a time: a browser and the whole system share two cores, and the tests are about time.
  workers: 1,
  // Only for what never ends: other programs may have the machine too.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // The counts for the script that runs every test of the repository: stats.expected, stats.unexpected, stats.flaky.
  reporter: [['list'], ['json', { outputFile: 'test-results/results.json' }]],
  outputDir: 'test-results/artifacts',
  use: {
    ...chromium,
    trace: { mode: 'retain-on-failure', screenshots: false },
    viewport: { width: 1280, height: 800 },
    // A card that still moves in is not clicked: waiting for that is most of a test's time.
    reducedMotion: 'reduce',
  },
});
