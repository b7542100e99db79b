// @ts-check
// The live preview: what the server makes of the text, asked for when the writer pauses.

const PAUSE_MS = 600;

export class Preview {
  /**
   * @param {HTMLElement} editor
   * @param {HTMLFormElement} form
   * @param {HTMLElement} panel
   */
  constructor(editor, form, panel) {
    this.editor = editor;
    this.form = form;
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
    const body = this.body();
    const key = body.toString();
    if (key === this.shown) return;
    this.asking.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(this.editor.dataset.preview ?? "", { method: "POST", body, signal: this.asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("main")) throw new Error("a whole page came instead of a preview");
      this.panel.replaceChildren(...page.body.childNodes);
      this.shown = key;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      const told = document.createElement("p");
      told.className = "notice error";
      told.textContent = this.editor.dataset.unreachable ?? "";
      this.panel.replaceChildren(told);
    }
  }

  body() {
    const all = new FormData(this.form);
    const body = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "text", "interview"]) {
      const value = all.get(name);
      if (typeof value === "string") body.set(name, value);
    }
    body.set("source_format", this.editor.dataset.format ?? "markdown");
    return body;
  }
}
