// @ts-check
// Threads like a title, while it is typed. The server makes what is shown; where it cannot be had, nothing is.

const PAUSE_MS = 600;
const LEAST = 4;

class SimilarThreads extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.dataset.field ?? "");
    if (!(field instanceof HTMLInputElement)) return;
    this.asked = field.value.trim();
    let wait = 0;
    const later = () => {
      clearTimeout(wait);
      wait = setTimeout(() => this.ask(field.value.trim()), PAUSE_MS);
    };
    // While a word is composed, its letters are no title yet.
    field.addEventListener("input", (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) later();
    });
    field.addEventListener("compositionstart", () => clearTimeout(wait));
    field.addEventListener("compositionend", later);
  }

  /** @param {string} title */
  async ask(title) {
    if (title === this.asked) return;
    this.asked = title;
    this.running?.abort();
    if (title.length < LEAST) {
      this.replaceChildren();
      return;
    }
    this.running = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.address}?${new URLSearchParams({ title })}`, {
        signal: this.running.signal,
      });
      if (!answer.ok || answer.redirected) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (title === this.asked && !found.querySelector("main")) this.replaceChildren(...found.body.children);
    } catch {
      // Another title is asked for, or the line is down.
    }
  }
}

customElements.define("similar-threads", SimilarThreads);
