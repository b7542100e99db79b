// @ts-check
// Markdown around the selection, or in front of its lines; pressed again, it goes away.

/** @typedef {import("./element.js").Change} Change */
/** @typedef {{ value: string, selectionStart: number, selectionEnd: number }} Box */

/** What stands before a line's own words: indentation, quotes, an item, a heading. */
const LEAD = /^\s*(?:> ?)*\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+)?/;
const QUOTED = /^(\s*)> ?/;
const HEADING = /^(\s*)(#{1,6})[ \t]+/;
const ITEM = /^(\s*(?:> ?)*\s*)(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const BULLET = /^(\s*(?:> ?)*\s*)[-*+][ \t]+/;
const NUMBER = /^(\s*(?:> ?)*\s*)\d{1,9}[.)][ \t]+/;

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const { acts, box } = editor;
  /** @type {Record<string, (box: Box) => Change>} */
  const changes = {
    bold: (at) => around(at, "**"),
    italic: (at) => around(at, "*"),
    strike: (at) => around(at, "~~"),
    hide: (at) => around(at, "||"),
    code,
    link,
    quote: (at) => lines(at, QUOTED, () => "> "),
    list: (at) => lines(at, BULLET, () => "- "),
    numbered: (at) => lines(at, NUMBER, (place) => `${place + 1}. `),
    heading: (at) => heading(at, 0),
    "heading-1": (at) => heading(at, 1),
    "heading-2": (at) => heading(at, 2),
    "heading-3": (at) => heading(at, 3),
  };
  for (const [name, change] of Object.entries(changes)) acts.set(name, () => editor.write(change(box)));
  acts.set("fold", () => editor.write(fold(box, editor.word("fold"))));
}

/**
 * Put a sign around each selected line's words, or take it away where it stands.
 * @param {Box} box
 * @param {string} sign
 * @returns {Change}
 */
export function around({ value, selectionStart: from, selectionEnd: to }, sign) {
  if (isMarked(value.slice(0, from), value.slice(to), sign)) {
    const text = value.slice(from, to);
    return { from: from - sign.length, to: to + sign.length, text, start: from - sign.length, end: to - sign.length };
  }
  if (from === to) return { from, to, text: sign + sign, start: from + sign.length, end: from + sign.length };
  const chosen = value.slice(from, to);
  const isWholeLine = from === 0 || value[from - 1] === "\n";
  const parts = chosen.split("\n").map((line, place) => {
    const lead = place || isWholeLine ? (LEAD.exec(line)?.[0] ?? "") : (/^\s*/.exec(line)?.[0] ?? "");
    const words = line.slice(lead.length).trimEnd();
    return { lead, words, rest: line.slice(lead.length + words.length) };
  });
  const marked = parts.filter(({ words }) => words);
  const isOn = marked.length > 0 && marked.every(({ words }) => words.length > 2 * sign.length && isInside(words, sign));
  const text = parts
    .map(({ lead, words, rest }) => {
      if (!words) return lead + rest;
      return lead + (isOn ? words.slice(sign.length, -sign.length) : sign + words + sign) + rest;
    })
    .join("\n");
  // One line stays selected without its signs, so that the next button adds to it.
  const only = parts.length === 1 && !isOn && parts[0].words ? parts[0] : null;
  const start = only ? from + only.lead.length + sign.length : from;
  return { from, to, text, start, end: only ? start + only.words.length : from + text.length };
}

/**
 * Say whether a sign stands on both sides: of stars, one is emphasis, two are strong, three both.
 * @param {string} before
 * @param {string} after
 * @param {string} sign
 */
function isMarked(before, after, sign) {
  if (!before.endsWith(sign) || !after.startsWith(sign)) return false;
  if (!sign.startsWith("*")) return true;
  const stars = Math.min(/\**$/.exec(before)?.[0].length ?? 0, /^\**/.exec(after)?.[0].length ?? 0);
  return sign === "*" ? stars % 2 === 1 : stars >= 2;
}

/**
 * @param {string} words
 * @param {string} sign
 */
function isInside(words, sign) {
  const inner = words.slice(sign.length, -sign.length);
  if (!words.startsWith(sign) || !words.endsWith(sign) || inner.includes(sign)) return false;
  return sign !== "*" || !inner.startsWith("*") || inner.startsWith("**");
}

/**
 * Code within a line, or lines of it between fences that its own backticks cannot end.
 * @param {Box} box
 * @returns {Change}
 */
export function code(box) {
  const { value, selectionStart: from, selectionEnd: to } = box;
  const chosen = value.slice(from, to);
  const longest = Math.max(0, ...(chosen.match(/`+/g) ?? []).map((run) => run.length));
  if (!chosen.includes("\n")) {
    if (longest === 0) return around(box, "`");
    const sign = "`".repeat(longest + 1);
    const text = `${sign} ${chosen} ${sign}`;
    return { from, to, text, start: from + sign.length + 1, end: from + sign.length + 1 + chosen.length };
  }
  const fence = "`".repeat(Math.max(3, longest + 1));
  return block(box, `${fence}\n`, `\n${fence}`);
}

/**
 * Lines that show once they are opened.
 * @param {Box} box
 * @param {string} title
 * @returns {Change}
 */
export function fold(box, title) {
  return block(box, `::: ${title}\n`, "\n:::");
}

/**
 * Put whole lines between two others, empty lines around them.
 * @param {Box} box
 * @param {string} opening
 * @param {string} closing
 * @returns {Change}
 */
function block({ value, selectionStart, selectionEnd }, opening, closing) {
  const { from, to } = wholeLines(value, selectionStart, selectionEnd);
  const before = value.slice(0, from);
  const after = value.slice(to);
  const head = (before && !before.endsWith("\n\n") ? "\n" : "") + opening;
  const inner = value.slice(from, to);
  const tail = closing + (after.startsWith("\n\n") ? "" : "\n");
  return { from, to, text: head + inner + tail, start: from + head.length, end: from + head.length + inner.length };
}

/**
 * Make a link of the selection; the address is left to be typed, or the words where an address was selected.
 * Pressed again before there is one, it leaves the words.
 * @param {Box} box
 * @returns {Change}
 */
export function link({ value, selectionStart: from, selectionEnd: to }) {
  const chosen = value.slice(from, to);
  const begun = chosen === "https://" && value[to] === ")" && /\[([^[\]]*)\]\($/.exec(value.slice(0, from));
  if (begun) return { from: begun.index, to: to + 1, text: begun[1], start: begun.index, end: begun.index + begun[1].length };
  if (/^https?:\/\/\S+$/.test(chosen)) return { from, to, text: `[](${chosen})`, start: from + 1, end: from + 1 };
  const text = `[${chosen}](https://)`;
  // Where there are no words yet they come first; else the address is chosen, so that pasting replaces it.
  const start = chosen ? from + chosen.length + 3 : from + 1;
  return { from, to, text, start, end: chosen ? from + text.length - 1 : start };
}

/**
 * Put a mark in front of each line, or take it away if each has it; another kind of item is replaced.
 * @param {Box} box
 * @param {RegExp} known
 * @param {(place: number) => string} sign
 * @returns {Change}
 */
export function lines({ value, selectionStart, selectionEnd }, known, sign) {
  const { from, to } = wholeLines(value, selectionStart, selectionEnd);
  const all = value.slice(from, to).split("\n");
  const filled = all.filter((line) => line.trim());
  const isOn = filled.length > 0 && filled.every((line) => known.test(line));
  const other = known === QUOTED ? null : ITEM;
  let place = 0;
  const made = all.map((line) => {
    if (isOn) return line.replace(known, "$1");
    // A quote goes through empty lines; lists do not number them.
    if (!line.trim() && all.length > 1) return known === QUOTED ? ">" : line;
    const lead = other ? (/^\s*(?:> ?)*\s*/.exec(line)?.[0] ?? "") : "";
    return lead + sign(place++) + (other ? line.replace(other, "$1") : line).slice(lead.length);
  });
  const text = made.join("\n");
  if (isOn) return { from, to, text, ...kept(all, made, from, selectionStart, selectionEnd) };
  // A line right after a quote or list would belong to it.
  const before = value.slice(0, from);
  const after = value.slice(to);
  const above = before.slice(before.lastIndexOf("\n", from - 2) + 1);
  const gap = !before || before.endsWith("\n\n") || known.test(above) ? "" : "\n";
  const rest = !after || after.startsWith("\n\n") || known.test(after.slice(1)) ? "" : "\n";
  const { start, end } = kept(all, made, from + gap.length, selectionStart + gap.length, selectionEnd + gap.length);
  return { from, to, text: gap + text + rest, start, end };
}

/**
 * Give a line another heading; level 0 leads from none to ## to ### to none.
 * @param {Box} box
 * @param {number} level
 * @returns {Change}
 */
export function heading({ value, selectionStart, selectionEnd }, level) {
  const { from, to } = wholeLines(value, selectionStart, selectionEnd);
  const line = value.slice(from, to);
  const now = HEADING.exec(line)?.[2].length ?? 0;
  const next = now === 0 ? 2 : now === 2 ? 3 : 0;
  const wanted = level ? (level === now ? 0 : level) : next;
  const words = line.replace(HEADING, "$1");
  const text = wanted ? `${"#".repeat(wanted)} ${words}` : words;
  return { from, to, text, ...kept([line], [text], from, selectionStart, selectionEnd) };
}

/**
 * Return where the caret and the selection's end stand in changed lines: on the same words, never before a line's mark.
 * @param {string[]} old
 * @param {string[]} made
 * @param {number} from
 * @param {number} start
 * @param {number} end
 */
function kept(old, made, from, start, end) {
  const first = made[0].length - old[0].length;
  const grown = made.join("\n").length - old.join("\n").length;
  const moved = Math.max(from, start + first);
  return { start: moved, end: Math.max(moved, end + grown) };
}

/**
 * @param {string} value
 * @param {number} start
 * @param {number} end
 */
function wholeLines(value, start, end) {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  // A selection that ends at the beginning of a line does not mean that line.
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const next = value.indexOf("\n", last);
  return { from, to: next < 0 ? value.length : next };
}
