// @ts-check
// A form that is sent while the line is down would make way for the browser's own page of errors. Its text stays, is kept
// on this device, and words that one can see say so. Every page with a box has this part, for by then nothing more can be
// loaded; where session.js is there, it asks the server first and waits by itself.

import { dropCopy, keepForm } from "./copies.js";

const PATIENCE_MS = 5000;

/** @typedef {import("./element.js").TextEditor} TextEditor */

/** @type {WeakSet<HTMLFormElement>} */
const watched = new WeakSet();

/** @param {TextEditor} editor */
export function attach(editor) {
  if (watched.has(editor.form)) return;
  watched.add(editor.form);
  new Line(editor);
}

class Line {
  /** @param {TextEditor} editor */
  constructor(editor) {
    this.editor = editor;
    this.form = editor.form;
    this.isAsking = false;
    this.mayPass = false;
    this.isHeld = false;
    this.told = document.createElement("p");
    this.told.setAttribute("role", "alert");
    this.form.addEventListener("submit", (event) => this.stop(event), { capture: true });
    this.form.addEventListener("submit", (event) => event.defaultPrevented || this.end());
    // Whatever loads the parts that keep drafts finds here what stands in the box, nothing older.
    this.form.addEventListener("input", () => this.isHeld && this.keep());
    window.addEventListener("online", () => this.isHeld && this.tell("line_back", "notice"));
  }

  /** @param {SubmitEvent} event */
  stop(event) {
    if (this.mayPass || this.editor.asksFirst || (navigator.onLine && !this.editor.hasMissed)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!navigator.onLine) this.hold();
    else if (!this.isAsking) this.ask(event.submitter);
  }

  /**
   * The device says that it is on line, and yet a script did not come.
   * @param {HTMLElement | null} button
   */
  async ask(button) {
    const { attempt } = this.editor;
    this.isAsking = true;
    const isCut = await isUnreachable();
    this.isAsking = false;
    if (attempt !== this.editor.attempt) return;
    if (isCut) {
      this.hold();
      return;
    }
    this.mayPass = true;
    this.form.requestSubmit(button instanceof HTMLButtonElement && button.form === this.form ? button : null);
    this.mayPass = false;
  }

  hold() {
    this.isHeld = true;
    this.tell(this.keep() ? "line_cut" : "line_cut_here", "notice error");
  }

  keep() {
    return keepForm(this.form, this.editor.box.value);
  }

  /**
   * @param {string} word
   * @param {string} kind
   */
  tell(word, kind) {
    this.told.className = `${kind} line-told`;
    this.told.textContent = this.editor.word(word);
    const row = this.form.querySelector("[data-send]")?.closest(".buttons");
    if (row && !this.told.isConnected) row.before(this.told);
  }

  /** It is on its way. */
  end() {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.told.remove();
    dropCopy(this.form);
  }
}

/** Slow is not away: then the form itself is the better question. */
async function isUnreachable() {
  try {
    await fetch("/session", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return false;
  } catch (error) {
    return !(error instanceof DOMException && error.name === "TimeoutError");
  }
}
