// @ts-check
// Words of rich text: pieces with the same emphasis are put together before they are marked, as Word cuts sentences into
// many; what Markdown would read as a sign is escaped, so that the text reads as it was copied.

/** @typedef {{ bold: boolean, italic: boolean, strike: boolean, code: boolean, href: string }} Form */
/** @typedef {Form & { text: string }} Run */
/** @typedef {{ pictures: string[], isRich: boolean }} State */

const SKIPPED = new Set(
  "X-GONE HEAD TITLE META LINK NOSCRIPT TEMPLATE IFRAME OBJECT EMBED BUTTON SELECT TEXTAREA INPUT AUDIO VIDEO CANVAS O:P".split(" "),
);
const PLAIN = { bold: false, italic: false, strike: false, code: false, href: "" };
const NOTHING = /[\u200b\u2060\ufeff\u00ad]/g;
const CJK = "[\\u2e80-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef]";
const BETWEEN_CJK = new RegExp(`(${CJK})[ \\t]*\\r?\\n[ \\t\\r\\n]*(?=${CJK})`, "g");
const BARE = /https?:\/\/[^\s<>"'）（，。；：、“”]+/g;

/**
 * @param {Iterable<Node>} nodes
 * @param {State} state
 * @param {Partial<Form>} [given]
 * @returns {Run[]}
 */
export function runsOf(nodes, state, given = {}) {
  /** @type {Run[]} */
  const runs = [];
  const isInHeading = given.bold === false;
  /**
   * @param {Node} node
   * @param {Form} form
   */
  const walk = (node, form) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = (node.textContent ?? "").replace(NOTHING, "").replace(BETWEEN_CJK, "$1");
      runs.push({ ...form, text: text.replace(/[ \t\r\n\f\u00a0]+/g, " ") });
      return;
    }
    if (isJunk(node) || !(node instanceof Element)) return;
    if (node.tagName === "BR") runs.push({ ...PLAIN, text: "\n" });
    else if (node.tagName === "IMG") runs.push({ ...form, text: picture(node, state) });
    else {
      const own = formOf(node, form);
      for (const child of node.childNodes) walk(child, isInHeading ? { ...own, bold: false } : own);
    }
  };
  for (const node of nodes) walk(node, { ...PLAIN, ...given });
  const known = merged(runs);
  state.isRich ||= known.some((run) => run.text.trim() && (run.bold || run.italic || run.strike || run.code || run.href));
  return known;
}

/**
 * @param {Element} element
 * @param {Form} form
 * @returns {Form}
 */
function formOf(element, form) {
  const made = { ...form };
  const style = styleOf(element);
  switch (element.tagName) {
    case "B":
    case "STRONG":
    case "TH":
      made.bold = true;
      break;
    case "I":
    case "EM":
      made.italic = true;
      break;
    case "S":
    case "DEL":
    case "STRIKE":
      made.strike = true;
      break;
    case "CODE":
    case "KBD":
    case "SAMP":
    case "TT":
      made.code = true;
      break;
    case "A":
      made.href = address(element.getAttribute("href") ?? "") || form.href;
  }
  const weight = /font-weight:\s*(bold|normal|\d+)/i.exec(style)?.[1];
  if (weight) made.bold = weight === "bold" || Number(weight) >= 600;
  const slant = /font-style:\s*(italic|oblique|normal)/i.exec(style)?.[1];
  if (slant) made.italic = slant !== "normal";
  if (/text-decoration[a-z-]*:[^;]*line-through/i.test(style)) made.strike = true;
  return made;
}

/** As a browser reads it: spaces within are part of the address, breaks are not. @param {string} href */
function address(href) {
  const clean = href.trim().replace(/[\t\r\n]/g, "").replaceAll(" ", "%20");
  return /^(?:https?:\/\/|mailto:)\S+$/i.test(clean) ? clean : "";
}

/**
 * Pictures that the clipboard holds are set aside to be uploaded; those elsewhere would tell their server who reads.
 * @param {Element} image
 * @param {State} state
 */
function picture(image, state) {
  const source = image.getAttribute("src") ?? "";
  const alt = image.getAttribute("alt") ?? "";
  if (/^\p{Extended_Pictographic}[\p{Extended_Pictographic}\ufe0f\u200d]*$/u.test(alt)) return alt;
  const isShown = !/^[01]$/.test(image.getAttribute("width") ?? "") && !/^[01]$/.test(image.getAttribute("height") ?? "");
  if (isShown && /^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(source)) state.pictures.push(source);
  return "";
}

/** @param {Run[]} runs */
function merged(runs) {
  /** @type {Run[]} */
  const out = [];
  for (const run of runs) {
    const last = out[out.length - 1];
    const isSame = last && last.text !== "\n" && run.text !== "\n" && isAlike(last, run);
    // Spaces have no weight: they do not end a bold passage.
    const isSpace = last && last.text !== "\n" && run.text.trim() === "" && run.text !== "\n" && last.href === run.href;
    if (isSame || isSpace) last.text += run.text;
    else if (run.text) out.push({ ...run });
  }
  return out;
}

/**
 * @param {Form} one
 * @param {Form} other
 */
function isAlike(one, other) {
  return (
    one.bold === other.bold && one.italic === other.italic && one.strike === other.strike && one.code === other.code && one.href === other.href
  );
}

/**
 * Return the Markdown of runs, without what only the beginning of a line needs (`escapeLine`).
 * @param {Run[]} runs
 * @param {{ isHeading?: boolean }} [where]
 */
export function inline(runs, { isHeading = false } = {}) {
  let text = "";
  for (const run of runs) {
    if (run.text === "\n") {
      text = `${text.trimEnd()}\n`;
      continue;
    }
    const words = run.text.replace(/ +/g, " ");
    const [, before, inner, after] = /^( *)(.*?)( *)$/s.exec(words) ?? ["", "", words, ""];
    const isAtStart = text === "" || text.endsWith("\n") || text.endsWith(" ");
    const made = inner && marked(inner, run, isHeading);
    // A "!" before a link would make a picture of it.
    if (made.startsWith("[") && text.endsWith("!")) text = `${text.slice(0, -1)}\\!`;
    text += (isAtStart ? "" : before && " ") + made + (after && inner ? " " : "");
  }
  return text.split("\n").map((line) => line.trimEnd()).join("\n");
}

/**
 * @param {string} words
 * @param {Run} run
 * @param {boolean} isHeading
 */
function marked(words, run, isHeading) {
  if (run.href && words === run.href) return words;
  let made = run.code ? code(words) : escaped(words);
  if (run.strike) made = `~~${made}~~`;
  if (run.italic) made = `*${made}*`;
  if (run.bold && !isHeading) made = `**${made}**`;
  return run.href ? `[${made}](${target(run.href)})` : made;
}

/** @param {string} href */
function target(href) {
  return href.replace(/[()<>\\]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @param {string} words */
function code(words) {
  const longest = Math.max(0, ...(words.match(/`+/g) ?? []).map((run) => run.length));
  const sign = "`".repeat(longest + 1);
  return longest ? `${sign} ${words} ${sign}` : sign + words + sign;
}

/**
 * Escape what would be a sign within a line; addresses stay as they are.
 * @param {string} words
 */
export function escaped(words) {
  let made = "";
  let done = 0;
  for (const found of words.matchAll(BARE)) {
    made += escapedWords(words.slice(done, found.index)) + found[0];
    done = found.index + found[0].length;
  }
  return made + escapedWords(words.slice(done));
}

/** @param {string} words */
function escapedWords(words) {
  return words
    .replace(/[\\`*~]|\|(?=\|)|(?<=\|)\||<(?=[a-z/!?])|&(?=#?\w+;)/gi, "\\$&")
    .replace(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/gu, "\\_")
    .replace(/\](?=[([:])/g, "\\]");
}

/**
 * Escape what would be a sign at the beginning of a line.
 * @param {string} line
 */
export function escapeLine(line) {
  return line
    .replace(/^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|:::|={2,}\s*$|-{2,}\s*$)/, "$1\\$2")
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^ {4,}|^\t/, "");
}

/** @param {Node} node */
export function isJunk(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType !== Node.TEXT_NODE;
  const element = /** @type {Element} */ (node);
  const name = element.tagName.toUpperCase();
  if (SKIPPED.has(name) || element.hasAttribute("hidden")) return true;
  return /display:\s*none|mso-hide:\s*all|font-size:\s*0(?:px|pt|em)?\s*(?:;|$)/i.test(styleOf(element));
}

/** @param {Element} element */
export function styleOf(element) {
  return element.getAttribute("data-style") ?? "";
}
