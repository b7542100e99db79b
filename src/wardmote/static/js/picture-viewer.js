// @ts-check
// Enlarge the pictures of a text in a dialog, those of a gallery one after the other. Without this script a picture is a
// link to the full one. The dialog's markup and words are in templates/_partials/picture_viewer.html.

const SWIPE_PX = 48;

class Viewer {
  /** @type {HTMLAnchorElement[]} */
  links = [];
  at = 0;
  swipedFrom = NaN;

  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    this.picture = /** @type {HTMLImageElement} */ (dialog.querySelector("img"));
    this.caption = /** @type {HTMLElement} */ (dialog.querySelector("figcaption"));
    this.count = /** @type {HTMLElement} */ (dialog.querySelector("[data-count]"));
    this.whole = /** @type {HTMLAnchorElement} */ (dialog.querySelector("[data-whole]"));
    this.steps = /** @type {HTMLButtonElement[]} */ ([...dialog.querySelectorAll("[data-step]")]);
    for (const button of this.steps) button.addEventListener("click", () => this.step(Number(button.dataset.step)));
    dialog.addEventListener("keydown", (event) => this.key(event));
    // Only what lies around the picture is the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.left());
    dialog.addEventListener("touchstart", (event) => {
      this.swipedFrom = event.touches.length === 1 ? event.touches[0].clientX : NaN;
    }, { passive: true });
    dialog.addEventListener("touchend", (event) => {
      const by = event.changedTouches[0].clientX - this.swipedFrom;
      if (Math.abs(by) > SWIPE_PX) this.step(by < 0 ? 1 : -1);
    });
  }

  /** @param {HTMLAnchorElement} link */
  open(link) {
    const around = link.closest(".gallery, .prose");
    this.links = [...(around ?? document).querySelectorAll("a.picture")].filter((each) => each instanceof HTMLAnchorElement);
    this.show(Math.max(0, this.links.indexOf(link)));
    this.dialog.showModal();
  }

  /** @param {number} at */
  show(at) {
    this.at = at;
    const link = this.links[at];
    const small = link.querySelector("img");
    this.picture.src = link.href;
    this.picture.alt = small?.alt ?? "";
    this.picture.width = small?.width ? Number(small.getAttribute("width")) : 0;
    this.picture.height = small?.height ? Number(small.getAttribute("height")) : 0;
    this.whole.href = link.href;
    this.caption.textContent = link.closest("figure")?.querySelector("figcaption")?.textContent ?? small?.title ?? "";
    this.count.textContent = this.links.length > 1 ? `${at + 1} / ${this.links.length}` : "";
    for (const button of this.steps) {
      button.hidden = this.links.length < 2;
      button.disabled = !this.links[at + Number(button.dataset.step)];
    }
  }

  /** @param {number} by */
  step(by) {
    const at = this.at + by;
    if (!this.links[at]) return;
    this.show(at);
    // A button that has just been switched off would take the keyboard along.
    const focused = document.activeElement;
    if (focused instanceof HTMLButtonElement && focused.disabled) this.steps.find((button) => !button.disabled)?.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -this.at, End: this.links.length - 1 - this.at }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.step(by);
  }

  left() {
    this.picture.removeAttribute("src");
    this.links[this.at]?.focus();
  }
}

/** @type {Viewer | undefined} */
let viewer;

/** @param {HTMLAnchorElement} link */
export function open(link) {
  const template = document.getElementById("picture-viewer");
  const dialog = template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
  if (!viewer && dialog instanceof HTMLDialogElement) {
    document.body.append(dialog);
    viewer = new Viewer(dialog);
  }
  if (viewer) viewer.open(link);
  else location.assign(link.href);
}
