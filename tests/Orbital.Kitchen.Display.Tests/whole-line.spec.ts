import { expect } from '@playwright/test';
import { card, documentFor, openStation, post, press, primary, test } from './page-on-the-line';

test('two orders of 2 and 3 of one item at one station are one card that reads 5, without a reload', async ({ page, system, station }) => {
  await openStation(page, system.url, station);
  let loads = 0;
  page.on('framenavigated', () => loads++);

  await system.insert(documentFor(station, 'Burger', 2));
  await expect(card(page, 'Burger').locator('.quantity')).toHaveText('2');
  await system.insert(documentFor(station, 'Burger', 3, 'Smash House'));

  await expect(card(page, 'Burger').locator('.quantity')).toHaveText('5');
  await expect(card(page, 'Burger')).toHaveCount(1);
  await expect(card(page, 'Burger').locator('.brand')).toHaveText(['Desayuna', 'Smash House']);
  expect(loads).toBe(0);
});

test('what is over the capacity is split into parts', async ({ page, system, station }) => {
  await fetch(`${system.url}/api/v1/stations/${encodeURIComponent(station)}/batching-policy`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ windowSeconds: 180, capacity: 4 }),
  });
  await openStation(page, system.url, station);

  await system.insert(documentFor(station, 'Taco', 10));

  await expect(card(page, 'Taco').locator('.quantity')).toHaveText(['4', '4', '2']);
  await expect(card(page, 'Taco').locator('.part')).toHaveText(['Part 1 of 3', 'Part 2 of 3', 'Part 3 of 3']);
});

test('an order is started, done, ready once, taken back by a recall, ready again and handed off', async ({ page, system, station }) => {
  const orderId = await system.insert(documentFor(station, 'Soup', 2));
  const announced: string[] = [];
  await page.clock.install();
  await openStation(page, system.url, station);
  const stream = new AbortController();
  void follow(`${system.url}/api/v1/events?after=0`, stream.signal, (event) => {
    if (event.order?.orderId === orderId) announced.push(event.order.status);
  });

  await press(page, 'Soup', 'Start');
  await press(page, 'Soup', 'Done');
  await expect(card(page, 'Soup')).toHaveCount(0);
  await page.keyboard.press('u');
  await expect(primary(page, 'Soup')).toHaveText('Done');
  await press(page, 'Soup', 'Done');

  await page.getByRole('button', { name: 'Orders' }).click();
  const order = page.locator(`[data-order="${orderId}"]`);
  await expect(order).toHaveAttribute('data-status', 'ready');
  const handedOff = page.locator('[data-kind=done]').filter({ hasText: 'Handed off' });
  await order.locator('.primary').click();
  await expect(handedOff).toBeVisible();
  await page.keyboard.press('u');
  await expect(handedOff).toHaveCount(0);
  // A key does nothing on a button that has just begun to say what it says.
  await page.clock.runFor(1_000);
  await page.keyboard.press('Enter');
  await expect(handedOff).toBeVisible();
  await page.clock.runFor(10_500);
  await expect(order).toHaveCount(0);
  await expect.poll(() => announced).toEqual(['received', 'in_progress', 'ready', 'in_progress', 'ready', 'handed_off']);
  stream.abort();
});

test('two pages on one card: what one does the other shows, and the one that comes too late is told so', async ({ page, context, system, station }) => {
  await system.insert(documentFor(station, 'Pizza', 2));
  const late = await context.newPage();
  await openStation(page, system.url, station);
  await openStation(late, system.url, station);

  await press(late, 'Pizza', 'Start');
  await expect(primary(page, 'Pizza')).toHaveText('Done');

  // Events still reach the second page; what it sends does not.
  await late.route('**/api/v1/batch-items/**', (route) => route.abort());
  await press(late, 'Pizza', 'Done');
  await expect(late.locator('[data-kind=waiting]')).toBeVisible();
  await press(page, 'Pizza', 'Done');
  await expect(card(page, 'Pizza')).toHaveCount(0);
  await late.unroute('**/api/v1/batch-items/**');

  await expect(late.locator('[data-kind=refused]')).toContainText('Now: done');
});

test('a cancellation takes a card away while it waits, and marks it while it cooks until a cook has seen it', async ({ page, system, station }) => {
  const [waiting, cooking] = [await system.insert(documentFor(station, 'Salad', 3)), await system.insert(documentFor(station, 'Steak', 2))];
  await system.insert(documentFor(station, 'Steak', 1));
  await openStation(page, system.url, station);
  await expect(card(page, 'Steak').locator('.quantity')).toHaveText('3');
  await press(page, 'Steak', 'Start');
  await expect(primary(page, 'Steak')).toHaveText('Done');

  await post(system.url, `orders/${waiting}/cancel`);
  await expect(card(page, 'Salad')).toHaveCount(0);
  await expect(page.locator('[data-kind=cancelled]')).toContainText('Cancelled: 3 × Salad');
  await post(system.url, `orders/${cooking}/cancel`);
  await expect(card(page, 'Steak')).toContainText('2 cancelled: do not make');
  await press(page, 'Steak', 'Got it');

  await expect(card(page, 'Steak')).not.toContainText('cancelled');
  await expect(card(page, 'Steak').locator('.quantity')).toHaveText('1');
  await expect(primary(page, 'Steak')).toHaveText('Done');
});

test('a hostile name comes through the whole line as text, under the kitchen’s own headers', async ({ page, system, station }) => {
  const hostile = '<img src=x onerror="document.title=\'owned\'">';
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await openStation(page, system.url, station);

  const headers = (await fetch(system.url)).headers;
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-encoding')).toMatch(/^(gzip|br)$/);
  await system.insert(documentFor(station, hostile, 1, hostile));

  await expect(card(page, hostile)).toHaveCount(1);
  await expect(card(page, hostile).locator('.brand')).toHaveText(hostile);
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).toHaveTitle('Orbital Kitchen');
  expect(complaints).toEqual([]);
});

interface OrderEvent {
  order?: { orderId: string; status: string };
}

/** Reads the events of the kitchen as a program would, beside the page. */
async function follow(url: string, signal: AbortSignal, onEvent: (event: OrderEvent) => void): Promise<void> {
  try {
    const response = await fetch(url, { signal });
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('data: ')) onEvent(JSON.parse(line.slice(6)) as OrderEvent);
    }
  } catch {
    // The test is over.
  }
}
