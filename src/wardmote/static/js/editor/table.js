// @ts-check
// A table of Markdown, of so many rows and columns.

import { Asks, make } from "./dialog.js";

const ROWS_MOST = 50;
const COLUMNS_MOST = 12;

/** @type {WeakMap<import("./element.js").TextEditor, Asks>} */
const made = new WeakMap();

/** @param {import("./element.js").TextEditor} editor */
export function ask(editor) {
  const asks = made.get(editor) ?? build(editor);
  made.set(editor, asks);
  asks.open();
}

/** @param {import("./element.js").TextEditor} editor */
function build(editor) {
  const asks = new Asks(editor, "table-size", editor.word("table"));
  const columns = field(editor.word("columns"), 3, COLUMNS_MOST);
  const rows = field(editor.word("rows"), 3, ROWS_MOST);
  const insert = make("button", { type: "button", className: "btn main", textContent: editor.word("insert") });
  const write = () => {
    asks.close();
    const text = table(size(columns, COLUMNS_MOST), size(rows, ROWS_MOST), (place) => editor.word("column", { place }));
    const from = editor.box.selectionStart;
    editor.insertBlock(text);
    // The first heading is chosen, so that one types over it.
    const at = editor.box.value.indexOf("| ", from) + 2;
    editor.box.setSelectionRange(at, editor.box.value.indexOf(" |", at));
  };
  insert.addEventListener("click", write);
  asks.dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    write();
  });
  const fields = make("div", { className: "fields" }, columns.label, rows.label);
  asks.dialog.append(fields, make("p", { className: "buttons" }, insert));
  return asks;
}

/**
 * @param {string} words
 * @param {number} value
 * @param {number} most
 */
function field(words, value, most) {
  const input = make("input", { type: "number", min: "1", max: String(most), value: String(value), inputMode: "numeric" });
  return { input, label: make("label", {}, words, input) };
}

/**
 * @param {{ input: HTMLInputElement }} field
 * @param {number} most
 */
function size({ input }, most) {
  return Math.min(most, Math.max(1, Math.round(input.valueAsNumber) || 1));
}

/**
 * @param {number} columns
 * @param {number} rows
 * @param {(place: number) => string} title
 */
export function table(columns, rows, title) {
  /** @param {(place: number) => string} cell */
  const row = (cell) => `| ${Array.from({ length: columns }, (_, place) => cell(place + 1)).join(" | ")} |`;
  return [row(title), row(() => "---"), ...Array.from({ length: rows }, () => row(() => " "))].join("\n");
}
