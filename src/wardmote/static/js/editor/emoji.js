// @ts-check
// The picker of emoji: by group, by words in Chinese and English, and those used of late (known to this device only).

import { Asks, make } from "./dialog.js";
import { GROUPS, parsed } from "./emoji-table.js";

/** @typedef {import("./element.js").TextEditor} TextEditor */
/** @typedef {import("./emoji-table.js").Emoji} Emoji */

const KEPT = "wardmote.emoji";
const RECENT_MOST = 24;

const all = Object.entries(GROUPS).map(([name, lines]) => ({ name, emoji: parsed(lines) }));

/** @type {WeakMap<TextEditor, Picker>} */
const made = new WeakMap();

/** @param {TextEditor} editor */
export function pick(editor) {
  const picker = made.get(editor) ?? new Picker(editor);
  made.set(editor, picker);
  picker.open();
}

class Picker {
  /** @param {TextEditor} editor */
  constructor(editor) {
    this.editor = editor;
    this.isChinese = document.documentElement.lang.startsWith("zh");
    this.asks = new Asks(editor, "emoji", editor.word("emoji"));
    const { dialog } = this.asks;
    this.search = make("input", { type: "search", placeholder: editor.word("emoji_search"), autocomplete: "off" });
    this.search.setAttribute("aria-label", editor.word("emoji_search"));
    this.groups = make("nav", { className: "emoji-groups" });
    this.groups.setAttribute("aria-label", editor.word("emoji_groups"));
    this.list = make("div", { className: "emoji-list" });
    this.none = make("p", { className: "help", textContent: editor.word("emoji_none"), hidden: true });
    this.none.setAttribute("role", "status");
    dialog.append(this.search, this.groups, this.none, this.list);
    this.search.addEventListener("input", () => this.show());
    dialog.addEventListener("keydown", (event) => this.move(event));
    this.list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button) this.choose(button.textContent ?? "");
    });
  }

  open() {
    this.search.value = "";
    this.show();
    this.asks.open();
    this.list.scrollTop = 0;
    // On a phone the keyboard would cover what there is to choose from.
    if (matchMedia("(hover: hover)").matches) this.search.focus();
    else this.list.querySelector("button")?.focus();
  }

  show() {
    const wanted = this.search.value.trim().toLowerCase();
    /** @param {Emoji} each */
    const fits = (each) => each.char === wanted || each.words.some((word) => word.includes(wanted));
    const recent = wanted ? [] : this.recent();
    const shown = [
      ...(recent.length ? [{ name: "recent", emoji: recent }] : []),
      ...all.map(({ name, emoji }) => ({ name, emoji: wanted ? emoji.filter(fits) : emoji })),
    ].filter(({ emoji }) => emoji.length);
    this.list.replaceChildren(...shown.flatMap((group) => this.section(group)));
    this.groups.hidden = Boolean(wanted);
    this.groups.replaceChildren(...shown.map(({ name }) => this.jump(name)));
    this.none.hidden = shown.length > 0;
    const first = this.list.querySelector("button");
    if (first) first.tabIndex = 0;
  }

  /** @param {{ name: string, emoji: Emoji[] }} group */
  section({ name, emoji }) {
    const title = make("h3", { id: `emoji-${name}`, textContent: this.editor.word(`emoji_${name}`) });
    const buttons = emoji.map(({ char, zh, en }) => {
      const named = this.isChinese ? zh : en;
      const button = make("button", { type: "button", textContent: char, title: named, tabIndex: -1 });
      button.setAttribute("aria-label", named);
      return button;
    });
    return [title, make("div", { className: "emoji-row" }, ...buttons)];
  }

  /** @param {string} name */
  jump(name) {
    const button = make("button", { type: "button", className: "link", textContent: this.editor.word(`emoji_${name}`) });
    button.addEventListener("click", () => {
      this.list.querySelector(`#emoji-${name}`)?.scrollIntoView({ block: "start" });
    });
    return button;
  }

  /** @param {string} char */
  choose(char) {
    this.asks.close();
    this.editor.insert(char);
    const kept = [char, ...this.recent().map((each) => each.char).filter((each) => each !== char)];
    try {
      localStorage.setItem(KEPT, JSON.stringify(kept.slice(0, RECENT_MOST)));
    } catch {
      // Storage may be switched off; then nothing is remembered.
    }
  }

  /** @returns {Emoji[]} */
  recent() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
      const known = new Map(all.flatMap(({ emoji }) => emoji.map((each) => [each.char, each])));
      return Array.isArray(kept) ? kept.flatMap((char) => known.get(char) ?? []) : [];
    } catch {
      return [];
    }
  }

  /**
   * Arrows lead through the emoji, line by line; Enter in the search takes the first.
   * @param {KeyboardEvent} event
   */
  move(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const buttons = [...this.list.querySelectorAll("button")];
    const here = document.activeElement;
    if (here === this.search) {
      if (event.key === "Enter" && buttons.length) this.choose(buttons[0].textContent ?? "");
      else if (event.key === "ArrowDown") focus(buttons[0]);
      else return;
      event.preventDefault();
      return;
    }
    const at = buttons.findIndex((button) => button === here);
    if (at < 0) return;
    if (event.key === "ArrowRight") focus(buttons[at + 1]);
    else if (event.key === "ArrowLeft") focus(buttons[at - 1]);
    else if (event.key === "ArrowDown") focus(below(buttons, at, 1));
    else if (event.key === "ArrowUp") focus(below(buttons, at, -1) ?? this.search);
    else return;
    event.preventDefault();
  }
}

/** @param {HTMLElement | undefined} target */
function focus(target) {
  if (!target) return;
  if (target instanceof HTMLButtonElement) {
    for (const other of target.closest(".emoji-list")?.querySelectorAll("button[tabindex='0']") ?? []) {
      if (other instanceof HTMLElement) other.tabIndex = -1;
    }
    target.tabIndex = 0;
  }
  target.focus();
}

/**
 * Return the nearest button of the next line down (1) or up (-1).
 * @param {HTMLButtonElement[]} buttons
 * @param {number} at
 * @param {1 | -1} step
 */
function below(buttons, at, step) {
  const here = buttons[at];
  let line;
  let best;
  for (let place = at + step; place >= 0 && place < buttons.length; place += step) {
    const button = buttons[place];
    if (button.offsetTop === here.offsetTop) continue;
    line ??= button.offsetTop;
    if (button.offsetTop !== line) break;
    const isNearer = !best || Math.abs(button.offsetLeft - here.offsetLeft) < Math.abs(best.offsetLeft - here.offsetLeft);
    if (isNearer) best = button;
  }
  return best;
}
