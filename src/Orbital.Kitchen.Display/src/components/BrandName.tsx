import { words } from '../i18n/language';

const hueCount = 12;

/** A brand with a colour of its own, the same on every tablet. The colour is a help, never the only sign. */
export function BrandName({ name }: { name: string }) {
  return (
    <span class="brand" dir="auto" data-hue={hueOf(name)}>
      {name || words.value.noBrand}
    </span>
  );
}

/** FNV-1a, folded: short names that differ in one letter still fall apart. */
function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % hueCount;
}
