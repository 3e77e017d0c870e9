// Writes src/api/schemas.d.ts from the kitchen's exported OpenAPI document: `npm run generate`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../openapi/kitchen.v1.json', import.meta.url);
export const generatedFile = new URL('src/api/schemas.d.ts', import.meta.url);

/** The types of all that the API reads and writes, as TypeScript. Paths are left out: the page writes its few requests itself. */
export async function generateTypes() {
  const { openapi, info, components } = JSON.parse(readFileSync(document, 'utf8'));
  const types = astToString(await openapiTS({ openapi, info, components, paths: {} }));
  return `// Generated from openapi/kitchen.v1.json by \`npm run generate\`: do not edit.\n${types}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(generatedFile, await generateTypes());
