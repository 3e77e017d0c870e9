import { expect } from '@playwright/test';
import { CutLine } from './cut-line';
import { card, cardsOf, cardsShown, documentFor, getBoard, openStation, ordersOf, ordersShown, post, press, primary, test } from './page-on-the-line';

test('the kitchen is killed and comes back: the cards stay, what was tapped is done once, what came meanwhile is there', async ({ page, system, station }) => {
  const replica = await system.startReplica();
  try {
    await system.insert(documentFor(station, 'Burger', 2));
    await openStation(page, replica.url, station);
    await expect(primary(page, 'Burger')).toHaveText('Start');

    await replica.kill();
    await expect(page.getByRole('status')).toContainText('Reconnecting · as of');
    await press(page, 'Burger', 'Start');
    await expect(page.locator('[data-kind=waiting]')).toContainText('Start 2 × Burger');
    await system.insert(documentFor(station, 'Fries', 4));
    await replica.start();

    await expect(page.getByRole('status')).toHaveText('Live', { timeout: 30_000 });
    await expect(primary(page, 'Burger')).toHaveText('Done');
    await expect(card(page, 'Fries').locator('.quantity')).toHaveText('4');
    await expect(page.locator('[data-kind=waiting]')).toHaveCount(0);
  } finally {
    await replica.kill();
  }
});

test('an answer of the real kitchen is lost: the action is sent again under its key and takes effect once', async ({ page, system, station }) => {
  await system.insert(documentFor(station, 'Stew', 2));
  await openStation(page, system.url, station);
  const keys: Array<string | undefined> = [];
  page.on('request', (request) => request.method() === 'POST' && keys.push(request.headers()['idempotency-key']));
  await page.route('**/start', async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });

  await press(page, 'Stew', 'Start');

  await expect(page.locator('[data-kind=done]')).toContainText('Started: 2 × Stew');
  await expect(page.locator('[data-kind=refused]')).toHaveCount(0);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  const { batchItems, sequence } = await getBoard(system.url);
  // Received, created, started, in progress: the second sending made no event.
  expect(sequence - batchItems.find(({ itemName }) => itemName === 'Stew')!.version).toBeLessThanOrEqual(1);
});

test('under random work and cut connections the page always comes to show what the board says', async ({ page, system }) => {
  const line = await CutLine.to(system.url);
  const random = randomNumbers(20_26);
  const stations = ['Grill', 'Oven', 'Bar'].map((name) => `${name} of chance`);
  const orders: string[] = [];
  let cuts = 0;
  try {
    await page.goto(line.url);
    await expect(page.getByRole('status')).toHaveText('Live');
    for (let step = 0; step < 150; step++) {
      await doSomething(step);
      if (step % 30 === 20) {
        await expect(page.getByRole('status')).toHaveText('Live', { timeout: 20_000 });
        cuts += line.cut();
      }
      if (step % 50 === 49) await expectSame();
    }
    expect(cuts).toBeGreaterThanOrEqual(5);
  } finally {
    await line.close();
  }

  async function doSomething(step: number): Promise<void> {
    const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)];
    const chance = random();
    if (step < 10 || chance < 0.35) {
      orders.push(await system.insert(documentFor(pick(stations)!, `Item ${Math.floor(random() * 5)}`, 1 + Math.floor(random() * 4))));
      return;
    }
    const { batchItems, orders: open } = await getBoard(system.url);
    const item = pick(batchItems);
    if (chance < 0.42) await post(system.url, `orders/${pick(orders)}/cancel`);
    else if (chance < 0.5) await post(system.url, `orders/${pick(open)?.orderId}/rush`);
    else if (chance < 0.56) await post(system.url, `orders/${open.find(({ status }) => status === 'ready')?.orderId}/hand-off`);
    else if (item) await post(system.url, `batch-items/${item.id}/${pick(item.allowedActions.filter((name) => name !== 'update'))}`);
  }

  async function expectSame(): Promise<void> {
    expect((await getBoard(system.url)).batchItems.length).toBeGreaterThan(0);
    await expect
      .poll(async () => {
        const state = await getBoard(system.url);
        const [board, shown] = [[...cardsOf(state), ...ordersOf(state)], [...(await cardsShown(page)), ...(await ordersShown(page))]];
        return { missing: board.filter((each) => !shown.includes(each)), surplus: shown.filter((each) => !board.includes(each)) };
      }, { timeout: 20_000 })
      .toEqual({ missing: [], surplus: [] });
  }
});

/** The same ones each time: a failure can be had again. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
