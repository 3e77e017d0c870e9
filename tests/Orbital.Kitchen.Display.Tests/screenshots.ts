import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { FakeKitchen } from './fake-kitchen';
import { lunchBatchItems, lunchOrders } from './kitchen-data';

const images = join(import.meta.dirname, '../../docs/images');

const pictures = [
  { name: 'display', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'display-dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
] as const;

for (const { name, ...use } of pictures) {
  test.describe(name, () => {
    test.use({ ...use, timezoneId: zoneWhereItIsLunchTime() });

    test('is taken', async ({ page }) => {
      mkdirSync(images, { recursive: true });
      const kitchen = new FakeKitchen();
      await kitchen.start();
      for (const item of lunchBatchItems()) kitchen.putBatchItem(item);
      for (const order of lunchOrders()) kitchen.putOrder(order);

      await page.goto(kitchen.url);
      await page.getByText('Live', { exact: true }).waitFor();
      await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
      await kitchen.stop();
    });
  });
}

/** Pictures of a busy kitchen should not say that it is three in the morning. */
function zoneWhereItIsLunchTime(): string {
  const hoursAhead = 13 - new Date().getUTCHours();
  // The sign of these zones' names is the other way round.
  return `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
}
