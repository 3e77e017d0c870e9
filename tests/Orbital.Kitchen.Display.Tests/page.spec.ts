import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { wwwroot } from './build-page';
import { batchItem, order } from './kitchen-data';
import { burgers, card, connection, fries, openLive, quantityOf, test } from './page-on-fake-kitchen';

test('age goes by the kitchen’s clock, whatever the tablet’s says, and by the station’s own thresholds', async ({ page, kitchen }) => {
  kitchen.settings = { ...kitchen.settings, stations: [{ stationName: 'Fry Station', lateAfterSeconds: 60, overdueAfterSeconds: 120 }] };
  for (const item of [burgers, fries]) kitchen.putBatchItem({ ...item, createdAt: new Date().toISOString() });
  await page.clock.setSystemTime(new Date('2001-01-01T00:00:00Z'));
  const age = card(page, 'fries').locator('.age');
  const passTo = (seconds: number) => {
    kitchen.board.aheadMs = seconds * 1_000;
    kitchen.heartbeat();
  };

  await openLive(page, kitchen);
  await expect(age).toHaveText(/^0:\d\d$/);

  passTo(80);
  await expect(age).toHaveText(/^Late1:\d\d$/);
  await expect(card(page, 'burgers').locator('.age')).toHaveText(/^1:\d\d$/);
  passTo(180);
  await expect(age).toHaveText(/^Overdue3:\d\d$/);
});

test('a station’s tab shows that station alone and is remembered', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);

  await page.getByRole('button', { name: 'Fry Station: 3 to make' }).click();
  await expect(page.locator('.card')).toHaveCount(1);
  await expect(page.locator('.all-day tbody tr')).toHaveText('Fries–3');
  await page.reload();

  await expect(page.locator('.card')).toHaveCount(1);
  await expect(quantityOf(page, 'fries')).toHaveText('3');
});

test('the paired displays open over a tablet that stays at its station', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen, '#station=Fry+Station');
  await expect(page.locator('.card')).toHaveCount(1);

  await page.evaluate(() => (location.hash = '#displays'));
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');

  await expect(page.locator('.card')).toHaveCount(1);
  await expect(page).toHaveURL(/#station=Fry\+Station$/);
});

test('an order shows how far each of its lines is', async ({ page, kitchen }) => {
  kitchen.putBatchItem({ ...fries, orders: [{ orderId: 'a', quantity: 3, completedQuantity: 0, isRush: false, isCancelled: false }] });
  const lines = [
    { itemName: 'Fries', stationName: 'Fry Station', quantity: 3 },
    { itemName: 'Tea', stationName: 'Bar', quantity: 1 },
  ];
  kitchen.putOrder(order({ orderId: 'a', status: 'in_progress', orderItems: lines }));
  await openLive(page, kitchen, '#view=orders');

  await expect(page.locator('.line')).toHaveText(['3FriesFry Stationwaiting', '1Teadone']);
  await expect(page.locator('.order')).toContainText('1 of 4 done');
});

test('what is missing is said, with what to do: work, a kitchen that knows this screen', async ({ page, kitchen }) => {
  kitchen.putBatchItem({ ...fries, status: 'completed', completedAt: new Date().toISOString() });
  kitchen.refusal = 401;
  await page.goto(kitchen.url);
  await expect(page.getByRole('heading', { name: 'This screen must be signed in' })).toBeVisible();
  await expect(connection(page)).toHaveText('Not signed in');

  kitchen.refusal = undefined;
  await expect(connection(page)).toHaveText('Live');
  await page.getByRole('button', { name: 'Fry Station' }).click();
  await expect(page.getByRole('heading', { name: 'All caught up' })).toBeVisible();
  await page.getByRole('button', { name: 'Orders' }).click();
  await expect(page.getByRole('heading', { name: 'No orders in hand' })).toBeVisible();
});

test('an action that needs signing in says so at once, and is done after it', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  kitchen.refusal = 401;

  await card(page, 'burgers').locator('.primary').click();
  await expect(page.getByRole('heading', { name: 'This screen must be signed in' })).toBeVisible();
  kitchen.refusal = undefined;

  await expect(card(page, 'burgers').locator('.primary')).toHaveText('Done');
});

test('names are text: markup in them is shown, not run', async ({ page, kitchen }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">';
  kitchen.putBatchItem(batchItem({ id: 'hostile', itemName: hostile, stationName: `${hostile} station`, brands: [`${hostile} brand`], note: hostile }));
  kitchen.putOrder(order({ brandName: hostile, orderItems: [{ itemName: hostile, stationName: hostile, quantity: 1 }] }));

  await openLive(page, kitchen);
  await expect(page.getByRole('heading', { name: hostile, exact: true })).toBeVisible();
  await page.getByRole('button', { name: `More about ${hostile}` }).click();
  await expect(page.getByRole('dialog')).toContainText(hostile);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Orders' }).click();
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
  await card(page, 'burgers').locator('.primary').click();
  await expect(page.locator('.tray-item')).toBeVisible();
  await page.getByRole('button', { name: 'Menu and help' }).click();

  expect(complaints).toEqual([]);
  expect(kitchen.unmarked).toEqual([]);
  expect(requested.filter((url) => !url.startsWith(kitchen.url))).toEqual([]);
  expect(compressedSize(wwwroot)).toBeLessThan(60_000);
});

/** The bytes of all files together, as a server sends them compressed. */
function compressedSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(file.parentPath, file.name))).length, 0);
}
