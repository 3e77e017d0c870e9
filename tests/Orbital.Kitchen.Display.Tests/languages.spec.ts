import { expect } from '@playwright/test';
import { connection, primary, test } from './page-on-fake-kitchen';

test.describe('in a Spanish browser', () => {
  test.use({ locale: 'es-MX' });

  test('the page speaks Spanish, until another language is chosen, which is remembered', async ({ page, kitchen }) => {
    await page.goto(kitchen.url);
    await expect(connection(page)).toHaveText('En vivo');
    await expect(primary(page, 'burgers')).toHaveText('Empezar');
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');

    await page.getByRole('button', { name: 'Menú y ayuda' }).click();
    await page.getByLabel('Idioma').selectOption('English');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();

    await expect(primary(page, 'burgers')).toHaveText('Start');
  });
});

test.describe('in a browser of another language', () => {
  test.use({ locale: 'ja-JP' });

  test('the page speaks English', async ({ page, kitchen }) => {
    await page.goto(kitchen.url);
    await expect(connection(page)).toHaveText('Live');
  });
});
