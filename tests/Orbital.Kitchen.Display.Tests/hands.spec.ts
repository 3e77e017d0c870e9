import { expect } from '@playwright/test';
import { batchItem } from './kitchen-data';
import { burgers, card, fries, openLive, primary, quantityOf, test } from './page-on-fake-kitchen';

test('cards do not move under a finger: what comes in waits at the end, what is over keeps its place, until the finger has gone', async ({ page, kitchen }) => {
  kitchen.putBatchItem(fries);
  await openLive(page, kitchen);
  const order = () => page.locator('[data-card]').evaluateAll((cards) => cards.map((each) => (each as HTMLElement).dataset.batchItem));
  const place = await card(page, 'fries').boundingBox();
  await quantityOf(page, 'fries').hover();
  await page.mouse.down();

  kitchen.putBatchItem(batchItem({ id: 'rush', itemName: 'Rush', priority: 'rush' }));
  kitchen.putBatchItem({ ...burgers, status: 'completed' });

  await expect(card(page, 'rush')).toBeVisible();
  await expect(primary(page, 'burgers')).toHaveText('Gone');
  expect(await order()).toEqual(['burgers', 'fries', 'rush']);
  expect(await card(page, 'fries').boundingBox()).toMatchObject({ x: place!.x, y: place!.y });

  await page.mouse.up();
  await expect.poll(order).toEqual(['rush', 'fries']);
});

test('a press counts only while the button says what it said when it was touched', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  await primary(page, 'burgers').hover();
  await page.mouse.down();

  kitchen.putBatchItem({ ...burgers, status: 'in_progress' });
  await expect(primary(page, 'burgers')).toHaveText('Done');
  await page.mouse.up();
  await expect(primary(page, 'burgers')).toHaveAttribute('aria-disabled', 'false');
  await primary(page, 'burgers').click();

  await expect(card(page, 'burgers')).toHaveCount(0);
  expect(kitchen.arrivedKeys).toHaveLength(1);
});

test('rows of the history do not move under a finger either', async ({ page, kitchen }) => {
  const completedAt = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1_000).toISOString();
  kitchen.putBatchItem({ ...fries, status: 'completed', completedAt: completedAt(60) });
  await openLive(page, kitchen, '#view=history');
  const rows = () => page.locator('[data-card]').evaluateAll((cards) => cards.map((each) => (each as HTMLElement).dataset.batchItem));
  await quantityOf(page, 'fries').hover();
  await page.mouse.down();

  kitchen.putBatchItem({ ...burgers, status: 'completed', completedAt: completedAt(0) });
  // It has come: the tabs, where no finger is, count nothing left to make.
  await expect(page.locator('.station-tabs .count').first()).toHaveText('0');
  expect(await rows()).toEqual(['fries', 'burgers']);

  await page.mouse.up();
  await expect.poll(rows).toEqual(['burgers', 'fries']);
});

test('details of what has gone do not open again when it comes back', async ({ page, kitchen }) => {
  await openLive(page, kitchen);
  await page.getByRole('button', { name: 'More about Burger' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();

  kitchen.putBatchItem({ ...burgers, status: 'cancelled' });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  kitchen.putBatchItem(burgers);

  await expect(card(page, 'burgers')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true });

  test('a finger that goes from something that is not there any more has gone all the same', async ({ page, kitchen }) => {
    await openLive(page, kitchen);
    const { x, y, width, height } = (await quantityOf(page, 'burgers').boundingBox())!;
    const browser = await page.context().newCDPSession(page);

    await browser.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + width / 2, y: y + height / 2 }] });
    // Another number is another element.
    kitchen.putBatchItem({ ...burgers, quantity: 7 });
    await expect(quantityOf(page, 'burgers')).toHaveText('7');
    await browser.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    kitchen.putBatchItem({ ...fries, priority: 'rush' });

    await expect(page.locator('[data-card]').first()).toHaveAttribute('data-batch-item', 'fries');
  });

  test('a card that goes takes the focus along, but does not scroll the page', async ({ page, kitchen }) => {
    for (let index = 0; index < 30; index++) kitchen.putBatchItem(batchItem({ id: `item-${index}`, createdAt: new Date(Date.now() + 1_000).toISOString() }));
    await openLive(page, kitchen);
    const scrolled = () => page.locator('main').evaluate((main) => main.scrollTop);
    await primary(page, 'burgers').tap();
    await expect(primary(page, 'burgers')).toHaveText('Done');

    await page.locator('main').evaluate((main) => main.scrollTo(0, 2_000));
    const before = await scrolled();
    kitchen.putBatchItem({ ...burgers, status: 'completed' });
    await expect(card(page, 'burgers')).toHaveCount(0);

    await expect(primary(page, 'item-0')).toBeFocused();
    expect(Math.abs((await scrolled()) - before)).toBeLessThan(500);
    expect(before).toBeGreaterThan(1_000);
  });
});

test('sounds wait for the first touch, differ by what happened, and the switch is remembered', async ({ page, kitchen }) => {
  await page.addInitScript(() => {
    const notes: number[] = [];
    Object.assign(window, { notes });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      notes.push(this.frequency.value);
      start.call(this, when);
    };
  });
  await page.clock.install();
  const firstNotes = () => page.evaluate(() => (window as unknown as { notes: number[] }).notes.splice(0).map(Math.round)[0]);
  await openLive(page, kitchen);
  kitchen.putBatchItem(fries);
  await expect(card(page, 'fries')).toBeVisible();
  expect(await firstNotes()).toBeUndefined();

  await page.getByRole('heading', { name: 'Burger', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sound on' })).toBeVisible();
  const heard: Array<number | undefined> = [];
  for (const item of [batchItem({ id: 'new' }), { ...fries, priority: 'rush' as const }, { ...fries, status: 'cancelled' as const }]) {
    kitchen.putBatchItem(item);
    await expect.poll(async () => heard.push(await firstNotes()) && heard.at(-1)).toBeDefined();
    // One sound at a time: the next one may ring after a pause.
    await page.clock.runFor(1_600);
  }
  expect(new Set(heard.filter(Boolean)).size).toBe(3);

  await page.getByRole('button', { name: 'Sound on' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sound off' })).toBeVisible();
});

test('a screen reader hears calm summaries', async ({ page, kitchen }) => {
  await page.clock.install();
  await openLive(page, kitchen);
  const summary = page.locator('[aria-live=polite]');

  kitchen.putBatchItem(fries);
  await expect(summary).toHaveText('1 new item');
  for (const id of ['a', 'b', 'c']) kitchen.putBatchItem(batchItem({ id }));
  await expect(card(page, 'c')).toBeVisible();
  await expect(summary).toHaveText('1 new item');
  await page.clock.runFor(5_000);

  await expect(summary).toHaveText('3 new items');
});
