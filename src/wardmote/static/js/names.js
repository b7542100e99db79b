// @ts-check
// A list of names under a box in which one is being typed: by their beginning, their pinyin or its initials. Where the
// box stands and what a name becomes in it is the business of who extends `Names`.

const PAUSE_MS = 150;

/** @typedef {{ id: number, name: string, near?: boolean }} Found */

let lists = 0;

export class Names {
  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} box
   * @param {HTMLElement} host Where the list stands; it is placed against it.
   * @param {string} label
   */
  constructor(box, host, label) {
    this.box = box;
    this.host = host;
    this.timer = 0;
    this.chosen = "";
    this.active = 0;
    /** @type {Found[]} */
    this.found = [];
    this.asking = new AbortController();
    this.list = document.createElement("ul");
    this.list.className = "names";
    this.list.id = `names${++lists}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    host.append(this.list);
    this.box.setAttribute("aria-autocomplete", "list");
    this.listen();
  }

  /** The beginning of a name before the caret; empty for none. @returns {string} */
  typed() {
    return "";
  }

  /** Where to ask for names. @param {string} _typed @returns {string} */
  address(_typed) {
    return "";
  }

  /** Put a name in the place of what was typed. @param {Found} _member @param {string} _typed */
  take(_member, _typed) {}

  /** Put the list where it belongs. */
  put() {}

  /** Tell how many names there are. @param {number} _count */
  tell(_count) {}

  /** What stands beside the name of somebody near; empty for nothing. @returns {string} */
  near() {
    return "";
  }

  /** A word that is being composed is no name yet. @returns {boolean} */
  composing() {
    return false;
  }

  /** Say whether a key belongs to an input method. @param {KeyboardEvent} event @returns {boolean} */
  isComposing(event) {
    return this.composing() || event.isComposing || event.keyCode === 229;
  }

  /** Do something once no word is being composed. @param {() => void} act */
  whenCalm(act) {
    act();
  }

  listen() {
    // A word that is being composed is no name yet; once it is chosen, it is.
    this.box.addEventListener("input", () => this.whenCalm(() => this.look()));
    this.box.addEventListener("compositionstart", () => this.close());
    this.box.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent) this.press(event);
    }, { capture: true });
    this.box.addEventListener("blur", () => this.close());
    this.box.addEventListener("click", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  look() {
    clearTimeout(this.timer);
    const typed = this.typed();
    if (!typed || typed === this.chosen) return this.close();
    this.timer = setTimeout(() => this.ask(typed), PAUSE_MS);
  }

  /** @param {string} typed */
  async ask(typed) {
    this.asking.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(this.address(typed), { signal: this.asking.signal });
      const found = answer.ok ? (await answer.json()).members : [];
      if (typed === this.typed() && !this.composing() && document.activeElement === this.box) this.show(found);
    } catch {
      // Names are a convenience: without an answer one types them.
    }
  }

  /** @param {Found[]} found */
  show(found) {
    if (found.length === 0) return this.close();
    this.found = found;
    this.list.replaceChildren(...found.map((member, place) => this.option(member, place)));
    this.list.hidden = false;
    this.box.setAttribute("aria-controls", this.list.id);
    this.activate(0);
    this.put();
    this.tell(found.length);
  }

  /**
   * @param {Found} member
   * @param {number} place
   */
  option(member, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.textContent = member.name;
    if (member.near && this.near()) {
      const near = document.createElement("span");
      near.className = "help";
      near.textContent = this.near();
      option.append(" ", near);
    }
    return option;
  }

  /** @param {number} place */
  activate(place) {
    this.active = (place + this.found.length) % this.found.length;
    for (const [at, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(at === this.active));
    }
    const option = this.list.children[this.active];
    this.box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (this.list.hidden || this.isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => this.activate(this.active + 1),
      ArrowUp: () => this.activate(this.active - 1),
      Enter: () => this.choose(this.active),
      Tab: () => this.choose(this.active),
      Escape: () => this.close(),
    }[event.key];
    if (!act || (event.shiftKey && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  /** @param {number} place */
  choose(place) {
    const typed = this.typed();
    const member = this.found[place];
    this.close();
    if (!typed || !member) return;
    this.chosen = member.name;
    this.take(member, typed);
  }

  close() {
    clearTimeout(this.timer);
    this.asking.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.found = [];
    this.box.removeAttribute("aria-activedescendant");
    this.box.removeAttribute("aria-controls");
  }
}
