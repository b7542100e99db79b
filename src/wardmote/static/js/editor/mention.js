// @ts-check
// Names to choose from while an @ is being typed: by their beginning, their pinyin or its initials.

import { Names } from "../names.js";

// As the server finds mentions (core/text/mentions.py): not within an address, and of the characters of names.
const TYPED = /(?:^|[^A-Za-z0-9._%+\-/@])@([\p{L}\p{N}_·.-]{1,20})$/u;

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  new Mention(editor).look();
}

class Mention extends Names {
  /** @param {import("./element.js").TextEditor} editor */
  constructor(editor) {
    super(editor.box, editor, editor.word("names"));
    this.editor = editor;
  }

  typed() {
    const { selectionStart, selectionEnd, value } = this.editor.box;
    if (selectionStart !== selectionEnd) return "";
    return TYPED.exec(value.slice(Math.max(0, selectionStart - 30), selectionStart))?.[1] ?? "";
  }

  /** @param {string} typed */
  address(typed) {
    const query = new URLSearchParams({ q: typed });
    const place = this.editor.form.elements.namedItem("place");
    const thread = place instanceof HTMLInputElement ? /^thread:(\d+)$/.exec(place.value)?.[1] : null;
    if (thread) query.set("thread", thread);
    return `/members/complete?${query}`;
  }

  /**
   * @param {import("../names.js").Found} member
   * @param {string} typed
   */
  take(member, typed) {
    const { box } = this.editor;
    const to = box.selectionStart;
    // Chinese goes on at once; a Latin name would run into the next word.
    const isLatin = /[A-Za-z0-9]$/.test(member.name);
    const text = member.name + (isLatin && !/^\s/.test(box.value.slice(to)) ? " " : "");
    const from = to - typed.length;
    this.editor.write({ from, to, text, start: from + text.length, end: from + text.length });
  }

  /** @param {number} count */
  tell(count) {
    this.editor.say(this.editor.word("names_found", { count }));
  }

  near() {
    return this.editor.word("near_here");
  }

  composing() {
    return this.editor.composing;
  }

  /** @param {() => void} act */
  whenCalm(act) {
    this.editor.whenCalm(act);
  }

  /** Put the list under the caret: a copy of the box, set in the same type, tells where that is. */
  put() {
    const { list, editor } = this;
    const { box } = editor;
    const type = getComputedStyle(box);
    const copy = document.createElement("div");
    for (const name of ["font", "letter-spacing", "line-height", "padding", "border-width", "border-style", "box-sizing", "tab-size"]) {
      copy.style.setProperty(name, type.getPropertyValue(name));
    }
    Object.assign(copy.style, {
      position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", inlineSize: `${box.clientWidth}px`,
    });
    copy.textContent = box.value.slice(0, box.selectionStart);
    const caret = document.createElement("span");
    caret.textContent = "\u200b";
    copy.append(caret);
    editor.append(copy);
    const around = editor.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    const below = Math.min(caret.offsetTop + caret.offsetHeight - box.scrollTop, box.clientHeight);
    const most = around.width - list.offsetWidth;
    list.style.insetBlockStart = `${own.top - around.top + below + 2}px`;
    list.style.insetInlineStart = `${Math.max(0, Math.min(caret.offsetLeft, most))}px`;
    copy.remove();
  }
}
