// @ts-check
// Keys for what the buttons do. Those with Shift or Alt go by the key's place: what it types differs between layouts.

import { indented } from "./lists.js";

export const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** What Ctrl (on a Mac Command) and a key do. @type {Record<string, string>} */
const KEYS = { b: "bold", i: "italic", k: "link", e: "code" };
/** @type {Record<string, string>} */
const WITH_SHIFT = { KeyX: "strike", Period: "quote", Digit7: "numbered", Digit8: "list" };
/** @type {Record<string, string>} */
const WITH_ALT = { Digit1: "heading-1", Digit2: "heading-2", Digit3: "heading-3" };

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  editor.box.addEventListener("keydown", (event) => {
    // AltGr is Ctrl and Alt on some systems, and types letters.
    if (editor.isComposing(event) || event.getModifierState("AltGraph")) return;
    if (isMac ? !event.metaKey || event.ctrlKey : !event.ctrlKey || event.metaKey) return;
    const act = editor.acts.get(wanted(event));
    if (!act) return;
    event.preventDefault();
    act();
  });
  editor.acts.set("indent", () => editor.write(indented(editor.box, 1)));
  editor.acts.set("outdent", () => editor.write(indented(editor.box, -1)));
}

/** @param {KeyboardEvent} event */
function wanted(event) {
  if (event.altKey) return event.shiftKey ? "" : (WITH_ALT[event.code] ?? "");
  if (event.shiftKey) return WITH_SHIFT[event.code] ?? "";
  if (event.code === "BracketRight") return "indent";
  if (event.code === "BracketLeft") return "outdent";
  return KEYS[event.key.toLowerCase()] ?? "";
}
