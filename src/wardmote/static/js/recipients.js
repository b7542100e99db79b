// @ts-check
// Names to choose from in a field of several members or tags, commas between them. What the field needs stands in its
// element: `data-names` asks the server, `data-label`, `data-found` and `data-between` are words in the viewer's
// language, and `data-spaces` says that spaces part names as well.

import { Names } from "./names.js";

// As the server tells names apart (conversations/queries/recipients.py).
const BETWEEN = /[,，、;；\n]/;
// As the server tells tags apart (boards/tag_names.py).
const BETWEEN_TAGS = /[,，、;；\s]/;

class Recipients extends Names {
  /**
   * @param {HTMLInputElement} box
   * @param {HTMLElement} host
   */
  constructor(box, host) {
    super(box, host, host.dataset.label ?? "");
    this.input = box;
    this.between = "spaces" in host.dataset ? BETWEEN_TAGS : BETWEEN;
    this.isComposed = false;
    /** @type {(() => void)[]} */
    this.waiting = [];
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-haspopup", "listbox");
    box.setAttribute("aria-expanded", "false");
    box.addEventListener("compositionstart", () => {
      this.isComposed = true;
    });
    box.addEventListener("compositionend", () => {
      // Safari tells of the Enter that chose the word only after this event.
      setTimeout(() => {
        this.isComposed = false;
        for (const act of this.waiting.splice(0)) act();
      });
    });
  }

  /** The name at whose end the caret stands. */
  typed() {
    const { selectionStart, selectionEnd, value } = this.input;
    if (selectionStart === null || selectionStart !== selectionEnd) return "";
    if (value.slice(selectionStart).split(this.between)[0].trim()) return "";
    return (value.slice(0, selectionStart).split(this.between).pop() ?? "").trimStart();
  }

  /** @param {string} typed */
  address(typed) {
    const [path, query] = (this.host.dataset.names ?? "").split("?");
    const asked = new URLSearchParams(query);
    asked.set("q", typed);
    return `${path}?${asked}`;
  }

  /** Whoever stands in the field already is not offered. @param {import("./names.js").Found[]} found */
  show(found) {
    const named = new Set(this.input.value.split(this.between).map((name) => name.trim()));
    super.show(found.filter(({ name }) => !named.has(name) || name === this.typed()));
    if (!this.list.hidden) this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    super.close();
    this.input.setAttribute("aria-expanded", "false");
  }

  /**
   * @param {import("./names.js").Found} member
   * @param {string} typed
   */
  take(member, typed) {
    const to = this.input.selectionStart ?? 0;
    const isLast = !this.input.value.slice(to).trim();
    this.input.setSelectionRange(to - typed.length, to);
    const text = member.name + (isLast ? this.host.dataset.between ?? ", " : "");
    // A command is the only thing that undo takes back.
    if (!document.execCommand("insertText", false, text)) {
      this.input.setRangeText(text, to - typed.length, to, "end");
      this.input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
    }
  }

  /** @param {number} count */
  tell(count) {
    const told = this.host.querySelector(".told");
    if (told) told.textContent = (this.host.dataset.found ?? "").replace("{count}", String(count));
  }

  composing() {
    return this.isComposed;
  }

  /** @param {() => void} act */
  whenCalm(act) {
    if (this.isComposed) this.waiting.push(act);
    else act();
  }

  put() {
    this.list.style.insetBlockStart = `${this.input.offsetTop + this.input.offsetHeight + 2}px`;
  }
}

for (const host of document.querySelectorAll("[data-names]")) {
  const box = host.querySelector("input");
  if (host instanceof HTMLElement && box) new Recipients(box, host);
}
