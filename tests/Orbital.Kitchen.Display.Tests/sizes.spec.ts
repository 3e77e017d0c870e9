import { expect, test, type Page } from '@playwright/test';
import { FakeKitchen } from './fake-kitchen';
import { batchItem, lunchBatchItems, lunchOrders, order } from './kitchen-data';

const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

const oneLongWord = 'Donaudampfschifffahrtsgesellschaftskapitänsfrühstück'.repeat(3);

for (const viewport of sizes) {
  test.describe(`at ${viewport.width}×${viewport.height}`, () => {
    test.use({ viewport });

    test('nothing needs sideways scrolling, whatever the names', async ({ page }) => {
      const kitchen = new FakeKitchen();
      await kitchen.start();
      for (const item of lunchBatchItems()) kitchen.putBatchItem(item);
      for (const each of lunchOrders()) kitchen.putOrder(each);
      kitchen.putBatchItem(
        batchItem({ id: 'long', itemName: oneLongWord, stationName: oneLongWord, brands: [oneLongWord], quantity: 1200 }),
      );
      kitchen.putOrder(order({ brandName: oneLongWord, orderItems: [{ itemName: oneLongWord, stationName: oneLongWord, quantity: 1200 }] }));

      await page.goto(kitchen.url);
      await expect(page.locator('.card')).toHaveCount(lunchBatchItems().length + 1);

      expect(await tooWide(page)).toEqual([]);
      const quantitySize = await page.locator('.quantity').first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
      expect(quantitySize).toBeGreaterThanOrEqual(48);
      await kitchen.stop();
    });
  });
}

/** What sticks out of the window or of its own box. The phone's row of tabs is meant to be moved by a thumb. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, body, main, aside, .card, .order, .top-bar, .tab')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`),
  );
}
