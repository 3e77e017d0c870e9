import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFile, generateTypes } from './generateTypes.mjs';

test('the types are those of the exported OpenAPI document; after a change of the API: npm run generate', async () => {
  expect(readFileSync(generatedFile, 'utf8')).toBe(await generateTypes());
});
