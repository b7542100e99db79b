// @ts-check
// The live preview: what the server makes of the text, asked for when the writer pauses; beside the text where there is
// room. Whoever opens it has it open the next time, on this device.

import { ask, bodyOf } from "./ask.js";

const PAUSE_MS = 600;
const KEPT = "wardmote.preview";

/**
 * @param {import("./element.js").TextEditor} editor
 * @param {HTMLButtonElement} button
 */
export function attach(editor, button) {
  const { box, form } = editor;
  const panel = editor.querySelector(".live");
  if (!(panel instanceof HTMLElement)) return;
  const preview = new Preview(editor, panel);
  /** @param {boolean} isOpen */
  const open = (isOpen) => {
    panel.hidden = !isOpen;
    editor.classList.toggle("previewing", isOpen);
    button.setAttribute("aria-pressed", String(isOpen));
    preview.show();
  };
  open(editor.dataset.kind === "post" && kept() && matchMedia("(min-width: 68.75rem)").matches);
  button.addEventListener("click", () => {
    open(panel.hidden === true);
    keep(!panel.hidden);
    if (!panel.hidden) panel.scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("input", () => preview.later());
  box.addEventListener("compositionend", () => preview.later());
  box.addEventListener("scroll", () => preview.follow(box), { passive: true });
}

/** Storage may be switched off; then nothing is remembered. */
function kept() {
  try {
    return localStorage.getItem(KEPT) === "open";
  } catch {
    return false;
  }
}

/** @param {boolean} isOpen */
function keep(isOpen) {
  try {
    if (isOpen) localStorage.setItem(KEPT, "open");
    else localStorage.removeItem(KEPT);
  } catch {
    // Then nothing is remembered.
  }
}

class Preview {
  /**
   * @param {import("./element.js").TextEditor} editor
   * @param {HTMLElement} panel
   */
  constructor(editor, panel) {
    this.editor = editor;
    this.panel = panel;
    this.timer = 0;
    this.shown = "";
    this.asking = new AbortController();
  }

  /** Ask once the writer pauses. */
  later() {
    clearTimeout(this.timer);
    if (!this.panel.hidden) this.timer = setTimeout(() => this.show(), PAUSE_MS);
  }

  /** Ask now, unless the same is shown already. */
  async show() {
    if (this.panel.hidden) return;
    const body = bodyOf(this.editor);
    const key = body.toString();
    if (key === this.shown) return;
    this.asking.abort();
    this.asking = new AbortController();
    try {
      const shown = await ask(this.editor, body, this.asking.signal);
      // Whoever reads at the end while writing there stays at the end.
      const isAtEnd = this.panel.scrollTop + this.panel.clientHeight > this.panel.scrollHeight - 8;
      const top = this.panel.scrollTop;
      this.panel.replaceChildren(...shown.childNodes);
      this.panel.scrollTop = isAtEnd ? this.panel.scrollHeight : top;
      this.shown = key;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      const told = document.createElement("p");
      told.className = "notice error";
      told.textContent = this.editor.word("unreachable");
      this.panel.replaceChildren(told);
    }
  }

  /**
   * Show about the part of the text that the box shows.
   * @param {HTMLTextAreaElement} box
   */
  follow(box) {
    const most = box.scrollHeight - box.clientHeight;
    if (!this.panel.hidden && most > 0) {
      this.panel.scrollTop = (box.scrollTop / most) * (this.panel.scrollHeight - this.panel.clientHeight);
    }
  }
}
