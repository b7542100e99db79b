// @ts-check
// The line of buttons above the box: one stop for Tab, arrows between them. Those that nothing has brought are not there.
// The quick reply has it once one is in its box, at the expense of the box: what stands below stays where it is.

import { isMac } from "./keys.js";

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const bar = editor.querySelector(".tools");
  if (!(bar instanceof HTMLElement)) return;
  for (const button of bar.querySelectorAll("[data-act]")) {
    if (button instanceof HTMLElement) button.hidden = !editor.acts.has(button.dataset.act ?? "");
  }
  const more = bar.querySelector("[data-more]");
  if (more instanceof HTMLElement) watchMore(bar, more);
  nameKeys(bar);
  if (editor.dataset.kind !== "quick" || editor.begun) bar.hidden = false;
  else if (document.activeElement === editor.box || editor.box.value) showWithin(editor, bar);
  else editor.box.addEventListener("focus", () => showWithin(editor, bar), { once: true });
  // The box keeps the selection, and a phone its keyboard.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    if (button instanceof HTMLElement) editor.acts.get(button.dataset.act ?? "")?.();
  });
  rove(bar);
}

/**
 * @param {import("./element.js").TextEditor} editor
 * @param {HTMLElement} bar
 */
function showWithin(editor, bar) {
  const { box } = editor;
  const before = editor.getBoundingClientRect().height;
  bar.hidden = false;
  const grown = editor.getBoundingClientRect().height - before;
  box.style.blockSize = `${box.getBoundingClientRect().height - grown}px`;
}

/**
 * The rarely used stand in a line of their own where there is no room for all.
 * @param {HTMLElement} bar
 * @param {HTMLElement} more
 */
function watchMore(bar, more) {
  const rare = [...bar.querySelectorAll(".rare")];
  more.hidden = rare.every((button) => button instanceof HTMLElement && button.hidden);
  more.addEventListener("click", () => {
    const isOpen = bar.classList.toggle("open");
    more.setAttribute("aria-expanded", String(isOpen));
  });
}

/** @param {HTMLElement} bar */
function nameKeys(bar) {
  for (const button of bar.querySelectorAll("[data-keys]")) {
    if (!(button instanceof HTMLElement)) continue;
    const keys = button.dataset.keys ?? "";
    const shown = isMac ? keys.replace("Ctrl", "⌘").replace("Shift", "⇧").replace("Alt", "⌥") : keys;
    button.title = `${button.title || button.textContent?.trim()} (${shown})`;
    button.setAttribute("aria-keyshortcuts", keys.replace("Ctrl", isMac ? "Meta" : "Control"));
  }
}

/** @param {HTMLElement} bar */
function rove(bar) {
  const buttons = () => [...bar.querySelectorAll("button")].filter((button) => button.offsetParent !== null);
  /** @param {HTMLButtonElement} chosen */
  const choose = (chosen) => {
    for (const button of bar.querySelectorAll("button")) button.tabIndex = button === chosen ? 0 : -1;
  };
  const first = bar.querySelector("button:not([hidden])");
  if (first instanceof HTMLButtonElement) choose(first);
  bar.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLButtonElement) choose(event.target);
  });
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
}
