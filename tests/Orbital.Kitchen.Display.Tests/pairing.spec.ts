import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { KitchenReplica } from './kitchen-replica';
import { documentFor, press, primary, test } from './page-on-the-line';
import { TokenIssuer } from './token-issuer';

let issuer: TokenIssuer;
let kitchen: KitchenReplica;

/** A kitchen that asks who is there, on the system's database. */
test.beforeAll(async ({ system }) => {
  issuer = new TokenIssuer();
  kitchen = await system.startReplica(issuer.settings);
});

test.afterAll(async () => {
  await kitchen.kill();
  issuer.dispose();
});

test('a screen shows its code, is let in, works, and is shut out with its stream ended', async ({ page, system, station }) => {
  await system.insert(documentFor(station, 'Burger', 2));
  await page.goto(`${kitchen.url}/#station=${encodeURIComponent(station)}`);
  await expect(page.getByRole('heading', { name: 'This screen must be signed in' })).toBeVisible();
  const code = await codeOn(page);
  await expectAccessible(page);

  const { id } = await asManager('POST', `pairings/${code}/approval`, { name: 'Grill 1', stations: [station], role: 'cook' });
  await expect(page.getByRole('status')).toHaveText('Live');
  await press(page, 'Burger', 'Start');
  await expect(primary(page, 'Burger')).toHaveText('Done');

  await asManager('DELETE', `displays/${id}`);
  await expect(page.getByRole('heading', { name: 'This screen must be signed in' })).toBeVisible();
  expect(await codeOn(page)).not.toBe(code);
  // The board is gone from a screen that nobody knows.
  await expect(page.locator('.card')).toHaveCount(0);
});

test('a manager lets another screen in from this one, renames it and shuts it out', async ({ page, browser }) => {
  await page.goto(kitchen.url);
  await asManager('POST', `pairings/${await codeOn(page)}/approval`, { name: 'Office', role: 'manager' });
  await expect(page.getByRole('status')).toHaveText('Live');
  const other = await (await browser.newContext({ locale: 'es' })).newPage();
  await other.goto(kitchen.url);
  await expect(other.getByRole('heading', { name: 'Esta pantalla necesita acceso' })).toBeVisible();

  await page.goto(`${kitchen.url}/#displays`);
  await page.getByLabel('Code on the screen').fill('3333-3333');
  await page.getByLabel('Name', { exact: true }).fill('Bar');
  await page.getByRole('button', { name: 'Let it in' }).click();
  await expect(page.getByRole('alert')).toContainText('No screen shows this code now');
  await page.getByLabel('Code on the screen').fill(await codeOn(other));
  await page.getByRole('button', { name: 'Let it in' }).click();
  await expect(other.getByRole('status')).toHaveText('En vivo');
  await expectAccessible(page);

  await page.getByLabel('Name of Bar').fill('Terrace');
  await page.getByRole('button', { name: 'Rename' }).last().click();
  await page.getByRole('button', { name: 'Shut out Terrace' }).click();
  await page.getByRole('button', { name: 'Really shut out Terrace?' }).click();
  await expect(page.getByLabel('Name of Terrace')).toHaveCount(0);
  await expect(other.getByRole('heading', { name: 'Esta pantalla necesita acceso' })).toBeVisible();

  await other.evaluate(() => (location.hash = '#displays'));
  await expect(other.getByRole('alert')).toContainText('Solo la pantalla de un encargado');
  await other.context().close();
});

async function codeOn(page: Page): Promise<string> {
  await expect(page.locator('.pairing-code')).toHaveText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
  return (await page.locator('.pairing-code').textContent())!;
}

async function asManager(method: string, path: string, body?: object): Promise<{ id: string }> {
  const answer = await fetch(`${kitchen.url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${issuer.token('manager')}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { id: string };
}

async function expectAccessible(page: Page): Promise<void> {
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}
