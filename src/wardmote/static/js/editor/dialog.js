// @ts-check
// A window above the page that ends at Escape, at a press beside it and at its button; the text has the focus again then.

/** @typedef {import("./element.js").TextEditor} TextEditor */

export class Asks {
  /**
   * @param {TextEditor} editor
   * @param {string} name
   * @param {string} title
   */
  constructor(editor, name, title) {
    this.editor = editor;
    this.start = this.end = 0;
    this.dialog = make("dialog", { className: `asks ${name}` });
    const heading = make("h2", { textContent: title, id: `asks-${name}` });
    this.dialog.setAttribute("aria-labelledby", heading.id);
    const close = make("button", { type: "button", className: "btn small", textContent: editor.word("close") });
    close.addEventListener("click", () => this.close());
    this.dialog.append(make("header", {}, heading, close));
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.close();
    });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    // Outside of the form: what is typed here is none of its fields, and Enter sends nothing.
    document.body.append(this.dialog);
  }

  open() {
    this.start = this.editor.box.selectionStart;
    this.end = this.editor.box.selectionEnd;
    this.dialog.showModal();
    // The button that closes comes first, and would have the focus.
    this.dialog.querySelector("input")?.focus();
  }

  /** Close, the text focused again; the caret would be at its beginning. */
  close() {
    this.dialog.close();
    this.editor.box.focus({ preventScroll: true });
    this.editor.box.setSelectionRange(this.start, this.end);
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} values
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, values = {}, ...children) {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...children);
  return made;
}
