import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { FakeKitchen } from './fake-kitchen';
import { lunchBatchItems, lunchHistory, lunchOrders } from './kitchen-data';

const images = process.env.IMAGES ?? join(import.meta.dirname, '../../docs/images');

interface Picture {
  name: string;
  use: { colorScheme: 'light' | 'dark'; viewport: { width: number; height: number }; locale?: string };
  address?: string;
  /** What to do before it is taken. */
  act?: (page: Page, kitchen: FakeKitchen) => Promise<void>;
}

const tablet = { width: 1280, height: 800 };

const pictures: readonly Picture[] = [
  { name: 'display', use: { colorScheme: 'light', viewport: tablet }, act: startOne },
  { name: 'display-dark', use: { colorScheme: 'dark', viewport: tablet }, act: startOne },
  { name: 'display-orders', use: { colorScheme: 'light', viewport: tablet }, address: '#view=orders' },
  { name: 'display-history', use: { colorScheme: 'light', viewport: tablet }, address: '#view=history' },
  { name: 'display-away', use: { colorScheme: 'dark', viewport: tablet }, act: cutOff },
  { name: 'display-phone', use: { colorScheme: 'light', viewport: { width: 390, height: 844 }, locale: 'es' } },
];

for (const { name, use, address = '', act } of pictures) {
  test.describe(name, () => {
    test.use({ ...use, timezoneId: zoneWhereItIsLunchTime() });

    test('is taken', async ({ page }) => {
      mkdirSync(images, { recursive: true });
      const kitchen = new FakeKitchen();
      await kitchen.start();
      for (const item of [...lunchHistory(), ...lunchBatchItems()]) kitchen.putBatchItem(item);
      for (const order of lunchOrders()) kitchen.putOrder(order);

      await page.goto(`${kitchen.url}/${address}`);
      await page.locator('[data-connection=live]').waitFor();
      await act?.(page, kitchen);
      // Not disabled but over: the bar that runs out while an action can be undone is part of the picture.
      await page.evaluate(() =>
        Promise.all(document.getAnimations().map(({ effect, finished }) => (Number(effect?.getComputedTiming().endTime) < 5_000 ? finished : null))),
      );
      await page.screenshot({ path: join(images, `${name}.png`) });
      await kitchen.stop();
    });
  });
}

async function startOne(page: Page): Promise<void> {
  await page.locator('[data-batch-item="batch-item-3"] .primary').click();
  await page.locator('.tray-item').waitFor();
}

async function cutOff(page: Page, kitchen: FakeKitchen): Promise<void> {
  await kitchen.stop();
  await page.locator('[data-batch-item="batch-item-3"] .primary').click();
  await page.locator('[data-kind=waiting]').waitFor();
  await kitchen.start();
}

/** Pictures of a busy kitchen should not say that it is three in the morning. */
function zoneWhereItIsLunchTime(): string {
  const hoursAhead = 13 - new Date().getUTCHours();
  // The sign of these zones' names is the other way round.
  return `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
}
