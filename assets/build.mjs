// Builds what the pages load: one style sheet, the fonts and pictures that it names, and htmx.
// Sass in, src/crossroads/base/static/base/built out; the folder is emptied first, so nothing stale is served.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const uswds = join(root, "node_modules/@uswds/uswds");
const built = join(root, "src/crossroads/base/static/base/built");

/** Compile the style sheet; USWDS is old Sass in places, whose deprecations are not ours to mend. */
function styleSheet() {
  return compile(join(root, "assets/crossroads.scss"), {
    style: "compressed",
    loadPaths: [join(root, "assets"), join(uswds, "packages")],
    quietDeps: true,
    silenceDeprecations: ["if-function"],
  }).css;
}

/** Keep of each @font-face only woff2: every browser that reads our CSS reads it. */
function onlyWoff2(css) {
  return css.replace(/src:url\(([^)]*?\.woff2)\)[^;}]*/g, 'src:url($1) format("woff2")');
}

/** The files that a style sheet names, relative to it. */
function namedFiles(css) {
  const names = [...css.matchAll(/url\(["']?(?!data:|#)([^"')]+)["']?\)/g)].map((match) => match[1]);
  return [...new Set(names)];
}

async function copy(from, to) {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

const css = onlyWoff2(styleSheet());
const files = namedFiles(css);

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await writeFile(join(built, "crossroads.css"), css);
await Promise.all(files.map((file) => copy(join(uswds, "dist", file), join(built, file))));
await copy(join(root, "node_modules/htmx.org/dist/htmx.min.js"), join(built, "htmx.min.js"));

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`crossroads.css ${kilobytes(css.length)}, ${kilobytes(gzipSync(css).length)} gzip; with it ${files.join(", ")}`);
