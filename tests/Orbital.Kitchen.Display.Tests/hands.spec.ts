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
