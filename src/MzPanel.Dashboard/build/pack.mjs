// Writes each text file of dist also as brotli and gzip, once here instead of at each request, and refuses a first load that is too heavy.
import { readdirSync, readFileSync, statSync, writeFileSync, rmSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const limit = 250 * 1024;
const worth = new Set([".js", ".css", ".html", ".svg", ".json"]);

const manifestFile = join(dist, ".vite/manifest.json");
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
rmSync(join(dist, ".vite"), { recursive: true });

for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name);
  if (!statSync(file).isFile() || !worth.has(extname(file))) continue;
  const bytes = readFileSync(file);
  writeFileSync(file + ".br", brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  writeFileSync(file + ".gz", gzipSync(bytes, { level: 9 }));
}

// What the entry imports at once, and then the heaviest single page of those it loads later.
const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
};
const weight = (keys) => [...keys].reduce((sum, key) => sum + statSync(join(dist, manifest[key].file + ".gz")).size, 0);
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = closure(entry);
const pages = (manifest[entry].dynamicImports ?? []).map((page) => ({ page, bytes: weight(new Set([...first, ...closure(page)])) }));
const heaviest = pages.reduce((most, page) => (page.bytes > most.bytes ? page : most), { page: entry, bytes: weight(first) });
const kib = (bytes) => (bytes / 1024).toFixed(1) + " KiB";
console.log(`First load: ${kib(weight(first))} of script (gzip), ${kib(heaviest.bytes)} with its heaviest page (${heaviest.page}); the limit is ${kib(limit)}.`);
if (heaviest.bytes > limit) {
  console.error("The first load is too heavy.");
  process.exit(1);
}
