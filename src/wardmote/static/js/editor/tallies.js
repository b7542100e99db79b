// @ts-check
// How many links, pictures, people and files stand in a text, beside the count of characters, once that nears what is
// allowed. The server counts, for only it knows what is a link: with the preview, or asked for when there may be enough.

import { ask, bodyOf } from "./ask.js";

const PAUSE_MS = 1500;
/** What may be a link, a picture or a mention; more than there are, never fewer. */
const SIGNS = /https?:|www\.|\]\(|\]\[|\]:|\[(?:url|img)|<a\b|<img\b|@/gi;

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const { box } = editor;
  const shown = document.createElement("span");
  shown.className = "tallies";
  editor.querySelector(".count")?.before(shown);
  let from = 1;
  let timer = 0;
  let state = "";
  let asking = new AbortController();
  const look = () => {
    clearTimeout(timer);
    asking.abort();
    if ((box.value.match(SIGNS)?.length ?? 0) < from) tell(null);
    else if (editor.querySelector(".live")?.hasAttribute("hidden")) timer = setTimeout(count, PAUSE_MS);
  };
  const count = () => {
    asking = new AbortController();
    // Sending the form says the same: without an answer one goes on writing.
    ask(editor, bodyOf(editor), asking.signal).catch(() => {});
  };
  /** @param {Element | null} told */
  const tell = (told) => {
    from = Number(told?.getAttribute("data-from")) || from;
    const isRefused = told?.matches(".error") && !box.classList.contains("over");
    const spans = isRefused ? [told] : [...(told?.querySelectorAll("[data-name]") ?? [])];
    shown.replaceChildren(...spans.map((each) => piece(each.textContent ?? "", each.matches(".over, .error"))));
    // Those who hear the page are told when it begins to matter, not at each link.
    const now = spans.map((each) => each.getAttribute("data-name") + each.className).join();
    if (now && now !== state) editor.say(spans.map((each) => each.textContent?.trim()).join(" "));
    state = now;
  };
  editor.addEventListener("counted", (event) => tell(event instanceof CustomEvent ? event.detail : null));
  box.addEventListener("input", look);
  look();
}

/**
 * @param {string} words
 * @param {boolean} isOver
 */
function piece(words, isOver) {
  const made = document.createElement("span");
  made.textContent = words.trim();
  made.classList.toggle("over", isOver);
  return made;
}
