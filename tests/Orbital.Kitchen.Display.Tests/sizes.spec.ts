import { expect, test as base, type Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { FakeKitchen } from './fake-kitchen';
import { batchItem, lunchBatchItems, lunchHistory, lunchOrders, order } from './kitchen-data';

const oneLongWord = 'Donaudampfschifffahrtsgesellschaftskapitänsfrühstück'.repeat(3);

/** A kitchen at lunch, with names that no layout expects. */
const test = base.extend<{ kitchen: FakeKitchen }>({
  kitchen: async ({}, use) => {
    const kitchen = new FakeKitchen();
    await kitchen.start();
    for (const item of [...lunchHistory(), ...lunchBatchItems()]) kitchen.putBatchItem(item);
    for (const each of lunchOrders()) kitchen.putOrder(each);
    const long = { itemName: oneLongWord, stationName: oneLongWord, brands: [oneLongWord], note: oneLongWord, quantity: 1200 };
    kitchen.putBatchItem(batchItem({ ...long, id: 'long' }));
    kitchen.putBatchItem(batchItem({ ...long, id: 'done', status: 'completed', completedAt: new Date().toISOString() }));
    kitchen.putOrder(order({ brandName: oneLongWord, orderItems: [{ itemName: oneLongWord, stationName: oneLongWord, quantity: 1200 }] }));
    await use(kitchen);
    await kitchen.stop();
  },
});

const views = ['board', 'orders', 'allDay', 'history'];

const screens = [
  { width: 1920, height: 1080, colorScheme: 'dark', isForAxe: false },
  { width: 1280, height: 800, colorScheme: 'light', isForAxe: true },
  { width: 390, height: 844, colorScheme: 'dark', isForAxe: true },
] as const;

for (const { width, height, colorScheme, isForAxe } of screens) {
  test.describe(`at ${width}×${height}, ${colorScheme}`, () => {
    test.use({ viewport: { width, height }, colorScheme });

    test('nothing scrolls sideways, all is big enough, and axe finds nothing', async ({ page, kitchen }) => {
      for (const view of views) {
        await page.goto(`${kitchen.url}/#view=${view}`);
        await page.locator('[data-connection=live]').waitFor();
        await page.locator('.content').waitFor();
        expect.soft(await tooWide(page), view).toEqual([]);
        expect.soft(await tooSmall(page), view).toEqual([]);
        if (isForAxe) expect.soft(await complaintsOfAxe(page), view).toEqual([]);
        await page.goto('about:blank');
      }
    });

    test('from right to left it is the same, mirrored', async ({ page, kitchen }) => {
      await page.goto(kitchen.url);
      await page.locator('[data-connection=live]').waitFor();
      await page.locator('.card .primary').first().click();
      await page.locator('.tray-item').waitFor();
      const [quantity, name] = [page.locator('.card .quantity').first(), page.locator('.card .item-name').first()];
      expect((await quantity.boundingBox())!.x).toBeLessThan((await name.boundingBox())!.x);

      await page.evaluate(() => (document.documentElement.dir = 'rtl'));

      expect((await quantity.boundingBox())!.x).toBeGreaterThan((await name.boundingBox())!.x);
      expect(await tooWide(page)).toEqual([]);
    });
  });
}

test.describe('dialogs and messages', () => {
  for (const colorScheme of ['dark', 'light'] as const) {
    test.describe(colorScheme, () => {
      test.use({ colorScheme, viewport: { width: 390, height: 844 } });

      test('pass axe too', async ({ page, kitchen }) => {
        await page.goto(kitchen.url);
        await page.locator('.card .primary').first().click();
        await page.locator('.tray-item').waitFor();
        await page.locator('.more').first().click();
        expect.soft(await complaintsOfAxe(page), 'details').toEqual([]);
        expect.soft(await tooWide(page), 'details').toEqual([]);
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        expect.soft(await complaintsOfAxe(page), 'menu').toEqual([]);
        expect.soft(await tooWide(page), 'menu').toEqual([]);
        await page.keyboard.press('Escape');
        await kitchen.stop();
        await page.locator('[data-connection=reconnecting]').waitFor();
        await page.locator('.card .primary').nth(1).click();
        await page.locator('[data-kind=waiting]').waitFor();
        expect.soft(await complaintsOfAxe(page), 'away').toEqual([]);
        expect.soft(await tooWide(page), 'away').toEqual([]);
      });
    });
  }
});

async function complaintsOfAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`);
}

/** What sticks out of the window or of its own box. The phone's row of tabs is meant to be moved by a thumb. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, body, main, aside, dialog, .card, .history-row, .top-bar, .view-switch, .tab, .tray-item')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`),
  );
}

/** Targets of less than 64 px, and quantities of less than 48. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const targets = [...document.querySelectorAll<HTMLElement>('button, select')].filter((element) => element.offsetParent !== null);
    const small = targets.filter((element) => Math.min(element.offsetWidth, element.offsetHeight) < 64);
    const faint = [...document.querySelectorAll('.quantity')].filter((element) => parseFloat(getComputedStyle(element).fontSize) < 48);
    return [...small, ...faint].map((element) => `${element.className} ${element.textContent} ${element.clientWidth}×${element.clientHeight}`);
  });
}
