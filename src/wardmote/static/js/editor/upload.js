// @ts-check
// Pictures and files on their way. Each shows how far it is and can be stopped; its Markdown stands where the caret was, a
// placeholder until then. Sending waits for what is on its way.

import { make } from "./dialog.js";

/** @typedef {import("./element.js").TextEditor} TextEditor */

let counted = 0;

/** @type {WeakMap<TextEditor, Desk>} */
const desks = new WeakMap();

/**
 * @param {TextEditor} editor
 * @param {(File | string)[]} files Addresses hold their picture.
 * @param {(text: string) => void} put Puts text where they are to stand.
 * @param {string} lead What comes before the first: a picture has a line of its own.
 */
export function upload(editor, files, put, lead) {
  const list = editor.querySelector(".uploads");
  if (!(list instanceof HTMLElement)) return;
  const desk = desks.get(editor) ?? new Desk(editor, editor.dataset.uploads ?? "", list);
  desks.set(editor, desk);
  desk.take(files.map((file) => (typeof file === "string" ? fileOf(file) : file)), put, lead);
}

/** @param {string} source */
function fileOf(source) {
  const [head, data] = source.split(",");
  const kind = /^data:image\/(\w+)/.exec(head)?.[1] ?? "png";
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return new File([bytes], `picture.${kind}`, { type: `image/${kind}` });
}

/** @param {File} file */
function nameOf(file) {
  return file.name || "picture";
}

/** What is being uploaded to one box. */
class Desk {
  /**
   * @param {TextEditor} editor
   * @param {string} address
   * @param {HTMLElement} list
   */
  constructor(editor, address, list) {
    this.editor = editor;
    this.address = address;
    this.list = list;
    this.running = 0;
    /** @type {HTMLElement | null} */
    this.sender = null;
    this.isSending = false;
    list.setAttribute("aria-label", editor.word("uploads"));
    editor.form.addEventListener("submit", (event) => this.wait(event), { capture: true });
  }

  /**
   * @param {File[]} files
   * @param {(text: string) => void} put
   * @param {string} lead
   */
  take(files, put, lead) {
    const places = files.map((file) => {
      counted += 1;
      const name = nameOf(file).replace(/[[\]\\`*_<>]/g, " ");
      return `![${this.editor.word("uploading", { name })}](upload-${counted})`;
    });
    this.editor.whenCalm(() => put(`${lead}${places.join("\n")}\n`));
    for (const [index, file] of files.entries()) this.start(file, places[index], index ? "" : lead);
  }

  /**
   * @param {File} file
   * @param {string} place
   * @param {string} lead
   */
  start(file, place, lead) {
    const { editor } = this;
    const name = nameOf(file);
    const row = new Row(editor, name);
    this.list.append(row.item);
    const request = new XMLHttpRequest();
    request.open("POST", this.address);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.progress.value = event.loaded / event.total;
    });
    row.cancel.addEventListener("click", () => request.abort());
    /** @param {(() => void)} then */
    const ended = (then) => {
      this.running -= 1;
      editor.whenCalm(() => {
        then();
        this.goOn();
      });
    };
    request.addEventListener("load", () => ended(() => this.loaded(request, place, lead, row)));
    request.addEventListener("error", () => ended(() => this.failed(place, lead, row, editor.word("upload_failed", { name }))));
    request.addEventListener("abort", () => ended(() => {
      this.takeOut(place, lead);
      row.item.remove();
      this.forget();
    }));
    const body = new FormData();
    body.set("csrfmiddlewaretoken", String(new FormData(editor.form).get("csrfmiddlewaretoken") ?? ""));
    body.set("file", file, name);
    this.running += 1;
    request.send(body);
  }

  /**
   * @param {XMLHttpRequest} request
   * @param {string} place
   * @param {string} lead
   * @param {Row} row
   */
  loaded(request, place, lead, row) {
    const answer = request.response;
    if (request.status >= 300 || typeof answer?.markdown !== "string") {
      this.failed(place, lead, row, answer?.error || this.editor.word("upload_failed", { name: row.name }));
      return;
    }
    const markdown = answer.markdown.trim();
    if (!this.editor.swap(place, markdown)) this.editor.insert(`${markdown}\n`);
    row.done(markdown, answer.kind);
    this.editor.say(this.editor.word("uploaded", { name: row.name }));
  }

  /**
   * @param {string} place
   * @param {string} lead
   * @param {Row} row
   * @param {string} message
   */
  failed(place, lead, row, message) {
    this.takeOut(place, lead);
    row.failed(message);
    this.forget();
    this.list.querySelector(".waits")?.remove();
  }

  /**
   * @param {string} place
   * @param {string} lead
   */
  takeOut(place, lead) {
    // Whatever the writer has made of the lines around it.
    [`${lead}${place}\n`, `${place}\n`, place].find((text) => this.editor.swap(text, ""));
  }

  /** What was to be sent lacks something now: the writer decides. */
  forget() {
    this.sender = null;
    this.editor.letGo();
  }

  /**
   * Hold a form back while something is on its way.
   * @param {SubmitEvent} event
   */
  wait(event) {
    if (!this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.sender = event.submitter;
    if (!this.list.querySelector(".waits")) {
      this.list.append(make("li", { className: "waits", textContent: this.editor.word("upload_waits") }));
    }
    this.editor.say(this.editor.word("upload_waits"));
  }

  goOn() {
    if (this.running || !this.sender) return;
    const sender = this.sender;
    this.sender = null;
    this.editor.form.requestSubmit(sender);
  }
}

/** A line that says how one upload stands. */
class Row {
  /**
   * @param {TextEditor} editor
   * @param {string} name
   */
  constructor(editor, name) {
    this.editor = editor;
    this.name = name;
    this.progress = make("progress", { max: 1, value: 0 });
    this.progress.setAttribute("aria-label", name);
    this.cancel = make("button", { type: "button", className: "link", textContent: editor.word("cancel") });
    this.cancel.append(make("span", { className: "vh", textContent: ` ${name}` }));
    this.item = make("li", {}, make("span", { className: "name", textContent: name }), this.progress, this.cancel);
  }

  /**
   * @param {string} markdown
   * @param {string} kind
   */
  done(markdown, kind) {
    const found = /^!\[((?:[^\]\\]|\\.)*)\](\(.*\))$/s.exec(markdown);
    this.progress.remove();
    if (!found || (kind && kind !== "picture" && kind !== "image")) {
      this.endWith(make("span", { textContent: this.editor.word("done") }));
      return;
    }
    // What the picture shows, for those who do not see it; typed here, it stands in the text.
    let shown = markdown;
    const field = make("input", { type: "text", maxLength: 200, placeholder: this.editor.word("alt") });
    field.setAttribute("aria-label", `${this.editor.word("alt")} ${this.name}`);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.editor.box.focus();
    });
    field.addEventListener("change", () => {
      const words = field.value.replace(/\s+/g, " ").trim().replace(/[[\]\\]/g, "\\$&");
      const next = `![${words || found[1]}]${found[2]}`;
      this.editor.whenCalm(() => {
        if (this.editor.swap(shown, next)) shown = next;
      });
    });
    this.endWith(field);
  }

  /** @param {string} message */
  failed(message) {
    this.progress.remove();
    this.item.classList.add("failed");
    this.item.setAttribute("role", "alert");
    this.endWith(make("span", { textContent: message }));
  }

  /** @param {Node} what */
  endWith(what) {
    this.cancel.textContent = this.editor.word("close");
    this.cancel.append(make("span", { className: "vh", textContent: ` ${this.name}` }));
    const close = /** @type {HTMLButtonElement} */ (this.cancel.cloneNode(true));
    close.addEventListener("click", () => this.item.remove());
    this.cancel.replaceWith(close);
    close.before(what);
  }
}
