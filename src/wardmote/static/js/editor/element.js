// @ts-check
// The element around a box in which people write: what all its parts share. A part is a module with `attach(editor)`;
// ../editor.js lists those that a reader's page has, writing.js the others. Everything works without any of it:
// templates/_partials/editor.html is a plain textarea.

/**
 * A piece of the text that becomes another one, and what is selected then.
 * @typedef {{ from: number, to: number, text: string, start: number, end: number }} Change
 */

/** How long a form waits for a script at the most. */
const LONGEST_MS = 5000;

export class TextEditor extends HTMLElement {
  /** @type {((editor: TextEditor) => void)[]} */
  static parts = [];

  /** @type {HTMLTextAreaElement} */
  box;
  /** @type {HTMLFormElement} */
  form;
  /** What scripts say, in the viewer's language: the JSON block that the page has once. @type {Record<string, string>} */
  words = {};
  /** What buttons and keys do, by name; a part adds its own. @type {Map<string, () => void>} */
  acts = new Map();
  /** The text that the page came with, or that the browser has kept: what differs from it was written since. */
  begun = "";
  /** Say whether all that is written is kept somewhere, so that leaving loses nothing. @type {() => boolean} */
  isKept = () => false;
  /** A part that asks the server before the form is sent is there. */
  asksFirst = false;
  /** The last script that was wanted did not come: the line may be down, whatever the device says. */
  hasMissed = false;
  /** A word is being composed by an input method, or was until this very moment. */
  composing = false;
  /** Which try of sending this is: what was asked for one says nothing of the next. */
  attempt = 0;
  /** @type {(() => void)[]} */
  #waiting = [];
  /** @type {Set<Promise<unknown>>} */
  #awaited = new Set();
  /** @type {HTMLElement | null} */
  #pressed = null;
  #attached = false;

  connectedCallback() {
    const box = this.querySelector("textarea");
    const form = this.closest("form");
    if (!box || !form || this.#attached) return;
    this.#attached = true;
    this.box = box;
    this.form = form;
    this.begun = box.value;
    this.words = JSON.parse(document.getElementById("editor-words")?.textContent || "{}");
    this.#watchComposition();
    form.addEventListener("submit", (event) => this.#awaited.size && this.hold(event), { capture: true });
    // Where a quote or a saved text stands already, one goes on after it.
    if (box.value && box.selectionEnd === 0) box.setSelectionRange(box.value.length, box.value.length);
    for (const attach of TextEditor.parts) attach(this);
  }

  /**
   * Hold the form back until something is there that sending needs; then the same button is pressed again. Whatever
   * becomes of it, and after a while without it, the form goes: the server does everything as well.
   * @param {Promise<unknown>} needed
   */
  awaits(needed) {
    const one = Promise.race([needed, new Promise((done) => setTimeout(done, LONGEST_MS))])
      .catch(() => {})
      .finally(() => {
        this.#awaited.delete(one);
        if (this.#awaited.size || !this.#pressed) return;
        const pressed = this.#pressed;
        this.#pressed = null;
        pressed.click();
      });
    this.#awaited.add(one);
  }

  /**
   * Hold the form back that is just being sent, until something is there.
   * @param {SubmitEvent} event
   * @param {Promise<unknown>} [needed]
   */
  hold(event, needed) {
    const button = event.submitter ?? this.form.querySelector("[data-send]");
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#pressed = button;
    if (needed) this.awaits(needed);
  }

  /** Do not send what was to be sent: something that it needs has failed, and the writer decides. */
  letGo() {
    this.#pressed = null;
    this.attempt += 1;
  }

  #watchComposition() {
    this.box.addEventListener("compositionstart", () => {
      this.composing = true;
    });
    this.box.addEventListener("compositionend", () => {
      // Safari tells of the Enter that chose the word only after this event.
      setTimeout(() => {
        this.composing = false;
        for (const act of this.#waiting.splice(0)) act();
      });
    });
  }

  /**
   * Say whether a key belongs to an input method: 229 is what engines say whose events come too late.
   * @param {KeyboardEvent} event
   */
  isComposing(event) {
    return this.composing || event.isComposing || event.keyCode === 229;
  }

  /**
   * Do something that changes the text as soon as no word is being composed: it would be torn apart.
   * @param {() => void} act
   */
  whenCalm(act) {
    if (this.composing) this.#waiting.push(act);
    else act();
  }

  /**
   * Change the text so that the browser's undo knows of it, as little of it as needs to be.
   * @param {Change} change
   */
  write({ from, to, text, start, end }) {
    const { box } = this;
    const old = box.value.slice(from, to);
    const head = sharedHead(old, text);
    const tail = sharedTail(old, text, Math.min(old.length, text.length) - head);
    const piece = text.slice(head, text.length - tail);
    box.focus({ preventScroll: true });
    const whole = box.value.slice(0, from) + text + box.value.slice(to);
    if (piece || old.length > head + tail) {
      box.setSelectionRange(from + head, to - tail);
      if (!typeIn(piece) || box.value !== whole) {
        // Whatever a browser made of it: no character is lost, though undo may not know of this.
        box.value = whole;
        box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
      }
    }
    box.setSelectionRange(start, end);
  }

  /**
   * Remember where something will stand that is not there yet: what is typed until then stands behind it.
   * @returns {(text: string) => void} Puts it there, the caret staying with the words around it.
   */
  place() {
    const { value, selectionStart: from, selectionEnd } = this.box;
    const before = value.slice(0, from);
    const chosen = value.slice(from, selectionEnd);
    return (text) => {
      const { value: now, selectionStart, selectionEnd: end } = this.box;
      if (!now.startsWith(before)) {
        this.insert(text);
        return;
      }
      const to = now.startsWith(chosen, from) ? selectionEnd : from;
      /** @param {number} at */
      const moved = (at) => (at >= to ? at + text.length - (to - from) : at >= from ? from + text.length : at);
      this.write({ from, to, text, start: moved(selectionStart), end: moved(end) });
    };
  }

  /**
   * Put text in the place of what is selected, the caret after it.
   * @param {string} text
   */
  insert(text) {
    const { selectionStart: from, selectionEnd: to } = this.box;
    this.write({ from, to, text, start: from + text.length, end: from + text.length });
  }

  /**
   * Put blocks of Markdown in the place of what is selected, an empty line on either side.
   * @param {string} text
   */
  insertBlock(text) {
    const { value, selectionStart: from, selectionEnd: to } = this.box;
    const before = value.slice(0, from);
    const after = value.slice(to);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const rest = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    const made = gap + text + rest;
    const caret = from + made.length + (after.startsWith("\n") ? 2 - rest.length : 0);
    this.write({ from, to, text: made, start: caret, end: caret });
  }

  /**
   * Change a text in place wherever it stands by now, the caret staying with the words around it.
   * @param {string} old
   * @param {string} text
   * @returns {boolean} Whether it still stood there.
   */
  swap(old, text) {
    const { value, selectionStart, selectionEnd } = this.box;
    const from = value.indexOf(old);
    if (from < 0) return false;
    const focused = document.activeElement;
    const to = from + old.length;
    const grown = text.length - old.length;
    /** @param {number} at */
    const moved = (at) => (at >= to ? at + grown : at > from ? from + text.length : at);
    this.write({ from, to, text, start: moved(selectionStart), end: moved(selectionEnd) });
    if (focused instanceof HTMLElement && focused !== this.box) focused.focus({ preventScroll: true });
    return true;
  }

  /**
   * Tell something to those who hear the page, once they are not being told something else.
   * @param {string} words
   */
  say(words) {
    const told = this.querySelector(".told");
    if (told && told.textContent !== words) told.textContent = words;
  }

  /**
   * Fill a message's {places}.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  word(key, values = {}) {
    return (this.words[key] ?? "").replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
  }
}

/**
 * Put text in the place of the selection by a command: nothing else in a browser writes what undo takes back.
 * @param {string} piece
 */
function typeIn(piece) {
  if (!piece) return document.execCommand("delete");
  // Chrome types text line by line, 1,500 of them in nine seconds; HTML, of which a plain box keeps the text, at once.
  if (piece.includes("\n")) {
    const breaks = piece.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\n/g, "<br>");
    if (document.execCommand("insertHTML", false, piece.endsWith("\n") ? `${breaks}<br>` : breaks)) return true;
  }
  return document.execCommand("insertText", false, piece);
}

/**
 * @param {string} one
 * @param {string} other
 */
function sharedHead(one, other) {
  const most = Math.min(one.length, other.length);
  let size = 0;
  while (size < most && one[size] === other[size]) size++;
  return isTorn(one, size) || isTorn(other, size) ? size - 1 : size;
}

/**
 * @param {string} one
 * @param {string} other
 * @param {number} most
 */
function sharedTail(one, other, most) {
  let size = 0;
  while (size < most && one[one.length - 1 - size] === other[other.length - 1 - size]) size++;
  return isTorn(one, one.length - size) || isTorn(other, other.length - size) ? size - 1 : size;
}

/**
 * Say whether a place lies within a character of two code units.
 * @param {string} text
 * @param {number} at
 */
function isTorn(text, at) {
  return at > 0 && at < text.length && /[\ud800-\udbff]/.test(text[at - 1]) && /[\udc00-\udfff]/.test(text[at]);
}
