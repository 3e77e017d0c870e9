import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { wwwroot } from './build-page';
import { batchItem, order } from './kitchen-data';
import { fries, openLive, quantityOf, test } from './page-on-fake-kitchen';

test('age goes by the kitchen’s clock, whatever the tablet’s says', async ({ page, kitchen }) => {
  await page.clock.setSystemTime(new Date('2001-01-01T00:00:00Z'));
  kitchen.putBatchItem({ ...fries, createdAt: new Date(Date.now() - 6 * 60_000).toISOString() });

  await openLive(page, kitchen);

  await expect(page.locator('[data-batch-item="fries"] .age')).toHaveText(/^Late6:0\d$/);
  await expect(page.locator('[data-batch-item="burgers"] .age')).toHaveText(/^0:\d\d$/);
});

test('a station’s tab shows that station alone and is remembered', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);

  await page.getByRole('button', { name: 'Fry Station: 3 to make' }).click();
  await expect(page.locator('.card')).toHaveCount(1);
  await page.reload();

  await expect(page.locator('.card')).toHaveCount(1);
  await expect(quantityOf(page, 'fries')).toHaveText('3');
});

test('names are text: markup in them is shown, not run', async ({ page, kitchen }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">';
  kitchen.putBatchItem(batchItem({ id: 'hostile', itemName: hostile, stationName: `${hostile} station`, brands: [`${hostile} brand`] }));
  kitchen.putOrder(order({ brandName: hostile, orderItems: [{ itemName: hostile, stationName: hostile, quantity: 1 }] }));

  await openLive(page, kitchen);

  await expect(page.getByRole('heading', { name: hostile, exact: true })).toBeVisible();
  await expect(page.locator('.order .brand')).toHaveText(hostile);
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle('Orbital Kitchen');
});

test('nothing is loaded from elsewhere, nothing breaks the content security policy, and it is small', async ({ page, kitchen }) => {
  const complaints: string[] = [];
  const requested: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requested.push(request.url()));

  await openLive(page, kitchen);
  await page.getByRole('button', { name: 'All stations' }).click();

  expect(complaints).toEqual([]);
  expect(requested.filter((url) => !url.startsWith(kitchen.url))).toEqual([]);
  expect(compressedSize(wwwroot)).toBeLessThan(60_000);
});

/** The bytes of all files together, as a server sends them compressed. */
function compressedSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(file.parentPath, file.name))).length, 0);
}
