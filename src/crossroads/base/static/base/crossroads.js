// What a keyboard and a counter add to pages that work without them. Nothing here is needed, nothing here fails
// when a page lacks the element that it looks for.

const OFF = "crossroads.keys.off";

/** A person's own setting on this device; a browser that refuses storage has the keys on. */
function remembered() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function remember(off) {
  try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* without storage the choice holds for this page */ }
  keysOff = off;
}

let keysOff = remembered();
let leader = false;

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** The links of the list that j and k walk: the first link of each row, comment or marked item. */
function stops() {
  const rows = document.querySelectorAll("main [data-rows] > tr, main .cr-thread > *, main [data-stop]");
  return [...rows].map((row) => row.querySelector("a[href], button")).filter(Boolean);
}

function walk(step) {
  const links = stops();
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function openSwitch() {
  const shown = [...document.querySelectorAll("[data-switch]")].find((one) => one.checkVisibility?.() ?? true);
  if (!shown) return;
  shown.open = true;
  shown.querySelector("a[aria-current], a")?.focus();
}

const afterG = {
  q: () => document.querySelector("[data-key-queue]")?.click(),
  s: openSwitch,
};

const alone = {
  j: () => walk(1),
  k: () => walk(-1),
  "/": () => document.getElementById("shell-search")?.focus(),
  "?": () => document.querySelector("[data-keys]")?.showModal(),
  g: () => { leader = true; setTimeout(() => { leader = false; }, 1500); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (keysOff && event.key !== "?") return;
  const action = leader ? afterG[event.key] : alone[event.key];
  leader = false;
  if (!action) return;
  event.preventDefault();
  action();
});

/** Open menus close with Escape, and when the focus leaves them. */
function closeMenu(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
}

/** What a reader sees as one character: a family emoji is one, as the networks count it. */
function graphemes(text) {
  if (!("Segmenter" in Intl)) return [...text].length;
  return [...new Intl.Segmenter().segment(text)].length;
}

/** Keep a meter beside a text field true while somebody writes. */
function count(meter) {
  const field = document.getElementById(meter.dataset.countFor);
  if (!field) return;
  const max = Number(meter.dataset.max);
  const warn = Number(meter.dataset.warn ?? Infinity);
  const show = () => {
    const length = graphemes(field.value);
    meter.querySelector("[data-count]")?.replaceChildren(String(length));
    meter.querySelector("[data-over]")?.toggleAttribute("hidden", length <= max);
    meter.querySelector("[data-fill]")?.setAttribute("width", String(Math.min(100, (100 * length) / max)));
    meter.classList.toggle("cr-meter--over", length > max);
    meter.classList.toggle("cr-meter--near", length <= max && length >= warn);
  };
  field.addEventListener("input", show);
  show();
}

const off = document.querySelector("[data-keys-off]");
if (off) {
  off.checked = keysOff;
  off.addEventListener("change", () => remember(off.checked));
}
document.querySelector("[data-keys-hint]")?.removeAttribute("hidden");
document.querySelectorAll(".cr-menu").forEach(closeMenu);
document.querySelectorAll("[data-count-for]").forEach(count);
