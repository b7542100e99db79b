// @ts-check
// Before a form is sent: is one still signed in, and as who wrote it? If not, the text waits, and goes by itself once its
// writer has signed in again. Without this, the server gives the text back in a page of its own.

import { settled } from "./drafts.js";
import { askSession, renewTokens } from "./who.js";

const LOOK_AGAIN_MS = 4000;

/** @typedef {import("./who.js").State} State */

/** @type {WeakMap<HTMLFormElement, Sender>} */
const senders = new WeakMap();

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  if (!senders.has(editor.form)) senders.set(editor.form, new Sender(editor));
}

class Sender {
  /** @param {import("./element.js").TextEditor} editor */
  constructor(editor) {
    this.editor = editor;
    this.form = editor.form;
    this.isAsking = false;
    this.mayPass = false;
    /** @type {HTMLDialogElement | null} */
    this.dialog = null;
    // On the way down, so that nobody takes the form for sent before it may be.
    this.form.addEventListener("submit", (event) => this.stop(event), { capture: true });
  }

  /** @param {SubmitEvent} event */
  stop(event) {
    if (this.mayPass) {
      this.mayPass = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.isAsking) this.send(event.submitter);
  }

  /**
   * @param {HTMLElement | null} button
   * @param {boolean} [decided] Send it in the name of whoever is signed in.
   */
  async send(button, decided = false) {
    const { attempt } = this.editor;
    this.isAsking = true;
    const [state] = await Promise.all([askSession(), settled(this.form)]);
    this.isAsking = false;
    if (attempt !== this.editor.attempt) return;
    if (state === "unreachable") this.waitForLine(button);
    else if (state === "unknown") this.pass(button);
    else if (state.member === null) this.waitForMember(button);
    else if (!decided && !this.isWriter(state)) this.askAbout(state, button);
    else {
      renewTokens(state.csrf);
      if (decided) this.writtenBy(state.member);
      this.pass(button);
    }
  }

  /** @param {HTMLElement | null} button */
  pass(button) {
    this.close();
    this.mayPass = true;
    this.form.requestSubmit(button instanceof HTMLButtonElement && button.form === this.form ? button : null);
    this.mayPass = false;
  }

  /** @param {State} state */
  isWriter(state) {
    const writer = this.form.elements.namedItem("writer");
    return !(writer instanceof HTMLInputElement) || !writer.value || writer.value === String(state.member);
  }

  /** @param {number} member */
  writtenBy(member) {
    const writer = this.form.elements.namedItem("writer");
    if (writer instanceof HTMLInputElement) writer.value = String(member);
    // The draft is somebody else's and stays theirs.
    const stamp = this.form.elements.namedItem("draft_stamp");
    if (stamp instanceof HTMLInputElement) stamp.value = "";
  }

  /** @param {HTMLElement | null} button */
  waitForLine(button) {
    const again = () => this.send(button);
    const dialog = this.open(this.editor.word("offline"), [[this.editor.word("again"), "main", again]]);
    window.addEventListener("online", again, { signal: closing(dialog) });
  }

  /** @param {HTMLElement | null} button */
  waitForMember(button) {
    const link = document.createElement("a");
    link.className = "btn main";
    link.href = "/account/login/?next=/session/signed-in";
    link.target = "_blank";
    link.rel = "noopener nofollow";
    link.textContent = this.editor.word("sign_in");
    const dialog = this.open(this.editor.word("ended"), [link]);
    const gone = closing(dialog);
    const look = async () => {
      const state = await askSession();
      if (gone.aborted || typeof state === "string" || state.member === null || this.isAsking) return;
      this.send(button);
    };
    const timer = setInterval(look, LOOK_AGAIN_MS);
    gone.addEventListener("abort", () => clearInterval(timer));
    window.addEventListener("focus", look, { signal: gone });
    if ("BroadcastChannel" in window) {
      const told = new BroadcastChannel("wardmote.session");
      told.addEventListener("message", look);
      gone.addEventListener("abort", () => told.close());
    }
  }

  /**
   * @param {State} state
   * @param {HTMLElement | null} button
   */
  askAbout(state, button) {
    const { editor } = this;
    this.open(editor.word("other", { name: state.name }), [
      [editor.word("send_as", { name: state.name }), "main", () => this.send(button, true)],
    ]);
  }

  /**
   * Open a dialog that a button at its end closes; one that is open already goes.
   * @param {string} words
   * @param {(HTMLElement | [string, string, () => void])[]} choices
   */
  open(words, choices) {
    this.close();
    const dialog = document.createElement("dialog");
    dialog.className = "sheet pad form ask";
    const told = document.createElement("p");
    told.id = "ask-told";
    told.textContent = words;
    dialog.setAttribute("aria-labelledby", told.id);
    const row = document.createElement("div");
    row.className = "buttons";
    for (const choice of [...choices, /** @type {[string, string, () => void]} */ ([this.editor.word("back"), "", () => this.close()])]) {
      row.append(choice instanceof HTMLElement ? choice : makeButton(...choice));
    }
    dialog.append(told, row);
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
    this.dialog = dialog;
    return dialog;
  }

  close() {
    this.dialog?.close();
    this.dialog = null;
  }
}

/**
 * @param {string} words
 * @param {string} kind
 * @param {() => void} act
 */
function makeButton(words, kind, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `btn ${kind}`.trim();
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

/**
 * Return a signal that is given when a dialog closes.
 * @param {HTMLDialogElement} dialog
 */
function closing(dialog) {
  const control = new AbortController();
  dialog.addEventListener("close", () => control.abort());
  return control.signal;
}
