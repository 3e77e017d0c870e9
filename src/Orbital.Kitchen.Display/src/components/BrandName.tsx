const hueCount = 8;

/** A brand with a colour of its own, the same on every tablet. The colour is a help, never the only sign. */
export function BrandName({ name }: { name: string }) {
  return (
    <span class="brand" data-hue={hueOf(name)}>
      {name || 'No brand'}
    </span>
  );
}

function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hash % hueCount;
}
