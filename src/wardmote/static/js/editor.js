// @ts-check
// The box in which posts are written: counts, buttons, a live preview, Ctrl+Enter, and care for unsaved text.
// Everything works without this file; templates/_partials/editor.html is the whole of what it finds.

import { mark } from "./editor/marks.js";
import { watchCount } from "./editor/count.js";
import { guard } from "./editor/guard.js";
import { Preview } from "./editor/preview.js";

class TextEditor extends HTMLElement {
  connectedCallback() {
    const text = this.querySelector("textarea");
    const form = this.closest("form");
    if (!text || !form) return;
    this.growWith(text);
    this.addTools(text);
    this.addPreview(form, text);
    this.addSending(form, text);
    guard(form);
  }

  /** @param {HTMLTextAreaElement} text */
  growWith(text) {
    const grow = () => {
      // A box that was made larger by hand stays so.
      const most = Math.max(text.clientHeight, innerHeight * 0.7);
      if (text.scrollHeight > text.clientHeight) text.style.blockSize = `${Math.min(text.scrollHeight + 2, most)}px`;
    };
    text.addEventListener("input", grow);
    grow();
  }

  /** @param {HTMLTextAreaElement} text */
  addTools(text) {
    const tools = this.querySelector(".tools");
    if (!(tools instanceof HTMLElement)) return;
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
      if (button instanceof HTMLElement) mark(text, button.dataset.mark ?? "");
    });
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTextAreaElement} text
   */
  addPreview(form, text) {
    const panel = this.querySelector(".live");
    const button = form.querySelector("[data-preview-button]");
    if (!(panel instanceof HTMLElement) || !(button instanceof HTMLButtonElement)) return;
    const preview = new Preview(this, form, panel);
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-pressed", String(!panel.hidden));
      preview.show();
      if (!panel.hidden) panel.scrollIntoView({ block: "nearest" });
    });
    form.addEventListener("input", () => preview.later());
    text.addEventListener("compositionend", () => preview.later());
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTextAreaElement} text
   */
  addSending(form, text) {
    const send = form.querySelector("[data-send]");
    const keys = form.querySelector(".keys");
    if (keys instanceof HTMLElement && matchMedia("(hover: hover)").matches) keys.hidden = false;
    text.addEventListener("keydown", (event) => {
      // While a Chinese word is being composed, Enter chooses it; 229 is what old engines say then.
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit(send instanceof HTMLButtonElement ? send : null);
    });
  }
}

// What is wrong is read first; without scripts it stands at the top as well.
const told = document.querySelector("main .notice.error[tabindex]");
if (told instanceof HTMLElement) told.focus();

customElements.define("text-editor", TextEditor);
for (const count of document.querySelectorAll("[data-count]")) watchCount(count);
