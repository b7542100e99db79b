// @ts-check
// Rich text from the clipboard (Word, WPS, WeChat, web pages) as Markdown. Lists, links, tables and emphasis stay; what a
// program adds for itself goes. The HTML is parsed into a document that loads nothing and runs nothing.

import { escapeLine, inline, isJunk, runsOf, styleOf } from "./rich-runs.js";

/** @typedef {{ text: string, isRich: boolean, pictures: string[] }} Pasted */
/** @typedef {{ pictures: string[], isRich: boolean }} State */

const BLOCKS =
  "address,article,aside,blockquote,center,dd,details,div,dl,dt,fieldset,figcaption,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,summary,table,ul";
const BLOCK_TAGS = new Set(BLOCKS.toUpperCase().split(","));
const CELLS_MOST = 2000;

/**
 * @param {string} html
 * @returns {Pasted}
 */
export function toMarkdown(html) {
  const body = new DOMParser().parseFromString(quieted(html), "text/html").body;
  /** @type {State} */
  const state = { pictures: [], isRich: false };
  const text = joined(blocksOf(body, state)).replace(/\n{3,}/g, "\n\n").trim();
  return { text, ...state };
}

/**
 * Give what the page's policy refuses other names: it holds for this document as well, and would say so each time.
 * @param {string} html
 */
function quieted(html) {
  return html
    .replace(/<(\/?)(?:script|style|svg|math)\b/gi, "<$1x-gone")
    .replace(/<[a-z][^<>]*>/gi, (tag) =>
      tag.replace(/([\s"'/])style(\s*=)/gi, "$1data-style$2").replace(/([\s"'/])on(\w+\s*=)/gi, "$1data-on$2"),
    );
}

/** @param {string[]} blocks */
function joined(blocks) {
  return blocks.filter((block) => block.trim()).join("\n\n");
}

/**
 * Return the blocks of Markdown that an element holds.
 * @param {Node} parent
 * @param {State} state
 * @returns {string[]}
 */
function blocksOf(parent, state) {
  /** @type {string[]} */
  const blocks = [];
  /** @type {Node[]} */
  let loose = [];
  const endParagraph = () => {
    blocks.push(...paragraphs(loose, state));
    loose = [];
  };
  const nodes = [...parent.childNodes].filter((node) => !isJunk(node));
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at];
    if (!(node instanceof Element) || !holdsBlocks(node)) {
      loose.push(node);
      continue;
    }
    endParagraph();
    if (isWordItem(node)) {
      /** @type {Element[]} */
      const items = [];
      for (let item = nodes[at]; item; item = nodes[++at]) {
        if (item instanceof Element && isWordItem(item)) items.push(item);
        else if (item instanceof Element || item.textContent?.trim()) break;
      }
      at--;
      blocks.push(wordList(items, state));
    } else blocks.push(...block(node, state));
  }
  endParagraph();
  return blocks;
}

/**
 * @param {Element} element
 * @param {State} state
 * @returns {string[]}
 */
function block(element, state) {
  const level = headingLevel(element);
  if (level) {
    const words = inline(runsOf(element.childNodes, state, { bold: false }), { isHeading: true }).replace(/\s*\n\s*/g, " ").trim();
    state.isRich ||= Boolean(words);
    return words ? [`${"#".repeat(level)} ${words}`] : [];
  }
  switch (element.tagName) {
    case "UL":
    case "OL":
      state.isRich = true;
      return [list(element, state)];
    case "TABLE":
      return table(/** @type {HTMLTableElement} */ (element), state);
    case "PRE":
      state.isRich = true;
      return [fenced((element.textContent ?? "").replace(/\n$/, ""))];
    case "HR":
      state.isRich = true;
      return ["---"];
    case "BLOCKQUOTE": {
      const inner = joined(blocksOf(element, state));
      state.isRich ||= Boolean(inner);
      return inner ? [inner.replace(/^/gm, "> ").replace(/^> $/gm, ">")] : [];
    }
    default:
      return blocksOf(element, state);
  }
}

/** @param {Element} element */
function headingLevel(element) {
  const tag = /^H([1-6])$/.exec(element.tagName);
  if (tag) return Number(tag[1]);
  if (/\bMsoTitle\b/i.test(element.className)) return 1;
  const outline = /mso-outline-level:\s*([1-6])/.exec(styleOf(element));
  return element.tagName === "P" && outline ? Number(outline[1]) : 0;
}

/**
 * Words between blocks: a line break is one, two are a paragraph.
 * @param {Node[]} nodes
 * @param {State} state
 */
function paragraphs(nodes, state) {
  if (!nodes.length) return [];
  const text = inline(runsOf(nodes, state));
  return text.split(/\n[ \t]*\n\s*/).map((each) => each.split("\n").map(escapeLine).join("\n").trim());
}

/**
 * @param {Element} element
 * @param {State} state
 * @param {number} [first]
 */
function list(element, state, first = Number(element.getAttribute("start")) || 1) {
  let number = first;
  /** @type {string[]} */
  const items = [];
  for (const child of element.children) {
    if (isJunk(child)) continue;
    if (child.tagName === "UL" || child.tagName === "OL") {
      // Some programs nest lists beside the item instead of in it.
      const inner = indent(list(child, state), items.length && /^\d/.test(items[items.length - 1]) ? 3 : 2);
      if (items.length) items[items.length - 1] += gap(inner.trimStart()) + inner;
      else items.push(list(child, state));
      continue;
    }
    const sign = element.tagName === "OL" ? `${number}. ` : "- ";
    const blocks = blocksOf(child, state).filter((each) => each.trim());
    if (!blocks.length) continue;
    number++;
    const inner = blocks.reduce((all, each) => all + gap(each) + each);
    items.push(sign + indent(inner, sign.length).trimStart());
  }
  return items.join("\n");
}

/**
 * Return what parts a block from its item's words: a list follows at once, unless it begins with another number than one,
 * which would be read as more words; further paragraphs stand apart.
 * @param {string} block
 */
function gap(block) {
  return /^(?:- |1\. )/.test(block) ? "\n" : "\n\n";
}

/**
 * @param {string} text
 * @param {number} spaces
 */
function indent(text, spaces) {
  return text.replace(/^(?=.)/gm, " ".repeat(spaces));
}

/** Word and WPS write the items of a list as paragraphs. @param {Element} element */
function isWordItem(element) {
  return element.tagName === "P" && /mso-list:\s*l\d+/i.test(styleOf(element)) && !headingLevel(element);
}

/**
 * @param {Element[]} items
 * @param {State} state
 */
function wordList(items, state) {
  state.isRich = true;
  /** @type {{ level: number, width: number, number: number }[]} */
  const open = [];
  return items
    .flatMap((item) => {
      const level = Number(/\blevel(\d)/i.exec(styleOf(item))?.[1] ?? 1);
      const mark = [...item.querySelectorAll("[data-style]")].find((each) => /mso-list:\s*ignore/i.test(styleOf(each)));
      const label = mark?.textContent?.replace(/\s/g, "") ?? "";
      mark?.remove();
      const words = joined(paragraphs([...item.childNodes].filter((node) => !isJunk(node)), state)).replace(/\n+/g, "\n");
      if (!words) return [];
      while (open.length && open[open.length - 1].level > level) open.pop();
      const isNumbered = /^[([（]?[\da-zA-Z一二三四五六七八九十]{1,4}[.)、）．\]]/.test(label);
      const last = open[open.length - 1];
      const number = last?.level === level ? last.number + 1 : 1;
      const sign = isNumbered ? `${number}. ` : "- ";
      if (last?.level === level) open.pop();
      const before = open.reduce((sum, each) => sum + each.width, 0);
      open.push({ level, width: sign.length, number });
      return [" ".repeat(before) + sign + indent(words, before + sign.length).trimStart()];
    })
    .join("\n");
}

/**
 * A table of Markdown has one line a row and a heading; what only lays out a page is taken apart.
 * @param {HTMLTableElement} element
 * @param {State} state
 * @returns {string[]}
 */
function table(element, state) {
  const rows = [...element.rows].filter((row) => !isJunk(row) && row.closest("table") === element && row.cells.length);
  const isLayout = element.querySelector("table") || rows.every((row) => row.cells.length === 1);
  if (isLayout) return rows.flatMap((row) => [...row.cells].flatMap((cell) => blocksOf(cell, state)));
  const grid = gridOf(rows, state);
  const columns = Math.max(...grid.map((row) => row.length));
  if (columns * grid.length > CELLS_MOST) return grid.map((row) => row.join(" "));
  state.isRich = true;
  const lines = grid.map((row) => `| ${Array.from({ length: columns }, (_, at) => row[at] || " ").join(" | ")} |`);
  lines.splice(1, 0, `|${" --- |".repeat(columns)}`);
  const title = element.caption ? inline(runsOf(element.caption.childNodes, state)).trim() : "";
  return [title, lines.join("\n")];
}

/**
 * Return the cells by place: one that spans several leaves the others empty.
 * @param {HTMLTableRowElement[]} rows
 * @param {State} state
 */
function gridOf(rows, state) {
  /** @type {string[][]} */
  const grid = rows.map(() => []);
  for (const [line, row] of rows.entries()) {
    let at = 0;
    for (const cell of row.cells) {
      while (grid[line][at] !== undefined) at++;
      const text = joined(blocksOf(cell, state)).replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|");
      const wide = Math.min(cell.colSpan, 50);
      const high = Math.min(cell.rowSpan || 1, rows.length - line);
      for (let down = 0; down < high; down++) {
        for (let right = 0; right < wide; right++) grid[line + down][at + right] = down || right ? "" : text;
      }
      at += wide;
    }
  }
  return grid;
}

/** @param {string} text */
function fenced(text) {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.replace(/\u00a0/g, " ")}\n${fence}`;
}

/** @param {Element} element */
function holdsBlocks(element) {
  return BLOCK_TAGS.has(element.tagName) || element.querySelector(BLOCKS) !== null;
}
