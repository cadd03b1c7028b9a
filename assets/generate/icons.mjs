// Converts the Phosphor icons named in icons.txt into SVG that Fyne's reader draws truly.
// The reader breaks elliptic arcs and recolours only fills it can parse, so every path becomes
// absolute with arcs as cubic Béziers, and currentColor becomes black.
// Usage: node icons.mjs <icons.txt> <out dir>, run where node_modules is.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import svgpath from 'svgpath';

const [list, out] = process.argv.slice(2);
const names = readFileSync(list, 'utf8').split('\n').map((l) => l.trim()).filter((l) => l && !l.startsWith('#'));
if (new Set(names).size !== names.length) throw new Error('icons.txt names an icon twice');

// convert returns the icon with plain paths.
function convert(svg) {
  return svg
    .replaceAll('currentColor', '#000000')
    .replace(/ d="([^"]+)"/g, (_, d) => ` d="${svgpath(d).abs().unarc().unshort().round(3).toString()}"`);
}

for (const weight of ['bold', 'fill']) {
  const dir = join(out, weight);
  mkdirSync(dir, { recursive: true });
  for (const old of readdirSync(dir)) rmSync(join(dir, old));
  for (const name of names) {
    const source = join('node_modules/@phosphor-icons/core/assets', weight, `${name}-${weight}.svg`);
    writeFileSync(join(dir, `${name}.svg`), convert(readFileSync(source, 'utf8')) + '\n');
  }
}
