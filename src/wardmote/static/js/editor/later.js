// @ts-check
// Parts that only some texts need, loaded when they do. Where one cannot be loaded, everything goes on without it.

import { hasCopy } from "./copies.js";

/** So long after the first key the part is fetched that sending needs: the line may be down by then. */
const SESSION_MS = 1000;

/** @typedef {import("./element.js").TextEditor} TextEditor */

/** @param {TextEditor} editor */
export function attach(editor) {
  names(editor);
  tallies(editor);
  session(editor);
  drafts(editor);
  preview(editor);
}

/**
 * What keeps the text: as soon as there is any.
 * @param {TextEditor} editor
 */
function drafts(editor) {
  const { box, form } = editor;
  let isLoading = false;
  const load = () => {
    if (isLoading) return;
    isLoading = true;
    const loaded = import("./drafts.js").then(({ attach }) => attach(editor));
    // Loaded after the text is sent, it would keep a draft of it.
    editor.awaits(loaded);
    loaded.catch(() => {
      isLoading = false;
    });
  };
  if (editor.dataset.kind !== "quick" || box.value || form.hasAttribute("data-unsaved") || hasCopy(form)) load();
  box.addEventListener("input", load);
}

/**
 * Names to choose from: once there is an @.
 * @param {TextEditor} editor
 */
function names(editor) {
  const { box } = editor;
  if (!["post", "quick", "message"].includes(editor.dataset.kind ?? "")) return;
  const look = () => {
    if (!box.value.includes("@")) return;
    box.removeEventListener("input", look);
    import("./mention.js").then(({ attach }) => attach(editor)).catch(() => box.addEventListener("input", look));
  };
  box.addEventListener("input", look);
}

/**
 * Counts of what is bounded: once there may be any of it.
 * @param {TextEditor} editor
 */
function tallies(editor) {
  const { box } = editor;
  // Pages of the site, which the staff write, have no such bounds and no preview.
  if (!editor.dataset.preview) return;
  const look = () => {
    if (!/@|:\/\/|www\.|\]/.test(box.value)) return;
    box.removeEventListener("input", look);
    import("./tallies.js").then(({ attach }) => attach(editor)).catch(() => box.addEventListener("input", look));
  };
  box.addEventListener("input", look);
  look();
}

/**
 * The question whether one is still signed in: needed when the form is sent, and fetched while one writes, since by then
 * the line may be down.
 * @param {TextEditor} editor
 */
function session(editor) {
  const { form } = editor;
  /** @type {Promise<void> | null} */
  let loading = null;
  let hasTried = false;
  const load = () => {
    loading ??= import("./session.js").then(({ attach }) => {
      attach(editor);
      editor.asksFirst = true;
    });
    loading.catch(() => {
      loading = null;
      editor.hasMissed = true;
    });
    return loading;
  };
  const fetchIt = () => void load().catch(() => {});
  if (editor.dataset.kind !== "quick") fetchIt();
  else editor.box.addEventListener("input", () => setTimeout(fetchIt, SESSION_MS), { once: true });
  form.addEventListener("submit", (event) => {
    if (editor.asksFirst) return;
    // Where it does not come, line.js sees to it that the text does not go nowhere.
    if (!hasTried) editor.hold(event, load());
    hasTried = !hasTried;
  }, { capture: true });
}

/**
 * The preview; where its part cannot be loaded, the button shows it on a page of its own.
 * @param {TextEditor} editor
 */
function preview(editor) {
  const button = editor.form.querySelector("[data-preview-button]");
  if (!editor.dataset.preview || !(button instanceof HTMLButtonElement)) return;
  /** @type {Promise<void> | null} */
  let loading = null;
  const load = () => {
    loading ??= import("./preview.js").then(({ attach }) => {
      button.removeEventListener("click", press);
      attach(editor, button);
    });
    return loading;
  };
  const press = () => {
    load().then(() => button.click(), () => {
      button.type = "submit";
      button.click();
    });
  };
  button.type = "button";
  button.hidden = false;
  button.addEventListener("click", press, { once: true });
  // Where there is room for it beside the text it may have been open the last time.
  if (editor.dataset.kind === "post") load().catch(() => {});
}
