// @ts-check
// What is being written is kept: on the server whenever the writer pauses, and on this device while the server cannot be
// reached. One draft for a place; what another device has saved meanwhile is shown, never overwritten.

import { copyOf, dropCopy, keepForm } from "./copies.js";

const PAUSE_MS = 1500;
/** Who never pauses is saved this often. */
const LONGEST_MS = 15_000;
const TRY_AGAIN_MS = 20_000;
/** What a browser sends while a page is being left, at the most. */
const LAST_BYTES = 60_000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "draft_stamp", "writer"]);

/** `to` is whom it goes to, where the form asks for that. @typedef {{ to?: string, title: string, text: string, stamp: string, at: string }} Saved */

/** @type {WeakMap<HTMLFormElement, Keeper>} */
const keepers = new WeakMap();

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const { form } = editor;
  const isPlace = form.elements.namedItem("place") instanceof HTMLInputElement;
  if (!isPlace || keepers.has(form)) return;
  const keeper = new Keeper(editor);
  keepers.set(form, keeper);
  editor.isKept = () => keeper.isSaved();
}

/**
 * Wait for a draft on its way: it would arrive after the text itself, and stay.
 * @param {HTMLFormElement} form
 */
export async function settled(form) {
  await keepers.get(form)?.settled();
}

class Keeper {
  /** @param {import("./element.js").TextEditor} editor */
  constructor(editor) {
    this.editor = editor;
    this.form = editor.form;
    this.place = this.field("place")?.value ?? "";
    this.member = this.field("writer")?.value ?? "";
    this.timer = 0;
    this.dirtySince = 0;
    /** @type {Promise<void> | null} */
    this.saving = null;
    this.isOver = false;
    this.told = document.createElement("span");
    this.told.className = "help draft-told";
    this.row()?.append(this.told);
    // A form that came back from the server holds what is saved nowhere yet, and so does one that was written in already.
    const isNew = this.form.hasAttribute("data-unsaved") || editor.box.value !== editor.begun;
    this.saved = isNew ? "" : this.snapshot();
    this.listen();
    this.takeCopy();
    if (!this.isSaved()) this.later();
  }

  listen() {
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    this.form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented && event.submitter?.matches("[data-send], [data-sends-first]")) this.end();
    });
    const button = this.form.querySelector("[data-draft-button]");
    if (button instanceof HTMLButtonElement) {
      button.type = "button";
      button.addEventListener("click", () => this.save().then(() => this.editor.say(this.told.textContent ?? "")));
    }
    document.querySelector(`.restored [name=place][value="${this.place}"]`)?.closest("form")
      ?.addEventListener("submit", () => this.end());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.isOver = false;
    });
    window.addEventListener("online", () => this.save());
  }

  /** The row of the form's own buttons; dialogs within it have theirs. */
  row() {
    return this.form.querySelector("[data-send]")?.closest(".buttons");
  }

  /** @param {string} name */
  field(name) {
    const field = this.form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field : null;
  }

  fields() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !NOT_KEPT.has(name)) fields.append(name, value);
    }
    fields.set("text", this.editor.box.value);
    return fields;
  }

  snapshot() {
    return this.fields().toString();
  }

  isSaved() {
    return this.isOver || this.saved === this.snapshot();
  }

  later() {
    if (this.isOver) return;
    clearTimeout(this.timer);
    const now = performance.now();
    this.dirtySince ||= now;
    const wait = Math.min(PAUSE_MS, Math.max(0, this.dirtySince + LONGEST_MS - now));
    this.timer = setTimeout(() => this.editor.whenCalm(() => this.save()), wait);
  }

  async settled() {
    clearTimeout(this.timer);
    await this.saving;
  }

  /** Nothing more is saved: the text has been sent, or its draft thrown away. */
  end() {
    clearTimeout(this.timer);
    this.isOver = true;
    dropCopy(this.form);
  }

  /** Save what is not saved; one save after the other. */
  async save() {
    clearTimeout(this.timer);
    await this.saving;
    if (this.isSaved()) return;
    this.dirtySince = 0;
    this.saving = this.post(this.fields()).finally(() => {
      this.saving = null;
    });
    await this.saving;
  }

  /**
   * @param {URLSearchParams} fields
   * @param {boolean} [isRetry]
   * @returns {Promise<void>}
   */
  async post(fields, isRetry = false) {
    /** @type {Response} */
    let answer;
    try {
      answer = await fetch("/drafts/save", { method: "POST", body: this.body(fields), keepalive: isShort(fields) });
    } catch {
      return this.keepHere("saved_here");
    }
    if (answer.status === 403 && !isRetry) {
      const { askSession, renewTokens } = await import("./who.js");
      const state = await askSession();
      if (typeof state !== "string" && String(state.member) === this.member) {
        renewTokens(state.csrf);
        return this.post(fields, true);
      }
      return this.keepHere("saved_here_signed_out");
    }
    if (answer.status === 409) {
      // Saving is over; choosing may take its time.
      void this.meet((await answer.json()).theirs);
      return undefined;
    }
    if (answer.status === 422) return this.tell((await answer.json()).message);
    if (!answer.ok) return this.keepHere("saved_here");
    const { stamp, at } = await answer.json();
    this.takeStamp(stamp);
    this.saved = fields.toString();
    dropCopy(this.form);
    this.tell(at ? this.editor.word("draft_saved", { time: timeOf(at) }) : "");
  }

  /** @param {URLSearchParams} fields */
  body(fields) {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", this.field("csrfmiddlewaretoken")?.value ?? "");
    body.set("draft_stamp", this.field("draft_stamp")?.value ?? "");
    return body;
  }

  /** @param {string} stamp */
  takeStamp(stamp) {
    const field = this.field("draft_stamp");
    if (field) field.value = stamp;
  }

  /** @param {string} words */
  tell(words) {
    this.told.textContent = words;
  }

  /**
   * Keep the text on this device until the server takes it.
   * @param {string} word
   */
  keepHere(word) {
    this.tell(this.editor.word(keepForm(this.form, this.editor.box.value) ? word : "saved_nowhere"));
    this.timer = setTimeout(() => this.save(), TRY_AGAIN_MS);
  }

  /** The page goes away: what is not saved is kept here, and sent if the browser still does that. */
  leave() {
    if (this.isSaved()) return;
    const fields = this.fields();
    this.keepHere("saved_here");
    clearTimeout(this.timer);
    if (!isShort(fields)) return;
    fetch("/drafts/save", { method: "POST", body: this.body(fields), keepalive: true }).catch(() => {});
  }

  /** Go on from what an earlier visit has kept on this device. */
  takeCopy() {
    const copy = copyOf(this.member, this.place);
    if (!copy || this.form.hasAttribute("data-unsaved")) return;
    const title = this.field("title")?.value ?? copy.title;
    // A form that names somebody is never filled with what was written to somebody else.
    const to = this.field("to")?.value.trim() || (copy.to ?? "");
    const isSame = to === (copy.to ?? "");
    if (copy.text === this.editor.box.value && copy.title === title && isSame) {
      dropCopy(this.form);
    } else if (isSame && copy.stamp === (this.field("draft_stamp")?.value ?? "")) {
      this.take(copy);
      this.tell(this.editor.word("restored_here"));
    } else {
      this.meet({ ...copy, stamp: this.field("draft_stamp")?.value ?? "" }, "kept_here");
    }
  }

  /** @param {{ to?: string, title: string, text: string }} other */
  take(other) {
    const { box } = this.editor;
    const title = this.field("title");
    if (title) title.value = other.title;
    const to = this.field("to");
    if (to) to.value = other.to ?? "";
    this.editor.write({ from: 0, to: box.value.length, text: other.text, start: other.text.length, end: other.text.length });
  }

  /**
   * Show a text that was saved elsewhere, and let the writer choose.
   * @param {Saved | null} other
   * @param {string} [word]
   */
  async meet(other, word = "changed_elsewhere") {
    if (!other) return this.keepHere("saved_here");
    try {
      const { choose } = await import("./two-drafts.js");
      const words = this.editor.word(word, { time: timeOf(other.at) });
      const isOther = await choose(this.editor, words, other);
      this.takeStamp(other.stamp);
      if (isOther) this.take(other);
      else dropCopy(this.form);
      this.save();
      this.editor.box.focus();
    } catch {
      this.keepHere("saved_here");
    }
  }
}

/** @param {URLSearchParams} fields */
function isShort(fields) {
  return fields.toString().length < LAST_BYTES;
}

/** @param {string} at */
function timeOf(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}
