// @ts-check
// Texts kept on this device while the server cannot be reached. A copy belongs to a member and a place, goes as soon as
// the server has the text, and after two weeks in any case: others may use the device.

const HEAD = "wardmote.draft.";
const LONGEST_MS = 14 * 86_400_000;

/** @typedef {{ to?: string, title: string, text: string, stamp: string, at: string }} Copy */

/**
 * @param {string} member
 * @param {string} place
 */
function keyOf(member, place) {
  return `${HEAD}${member}.${place}`;
}

/**
 * Return whose form it is and what for, if it says so.
 * @param {HTMLFormElement} form
 * @returns {[string, string] | null}
 */
function ownerOf({ elements }) {
  const writer = elements.namedItem("writer");
  const place = elements.namedItem("place");
  if (!(writer instanceof HTMLInputElement) || !(place instanceof HTMLInputElement)) return null;
  return [writer.value, place.value];
}

/**
 * Keep a copy of what stands in a form, and say whether the device has taken it.
 * @param {HTMLFormElement} form
 * @param {string} text
 */
export function keepForm(form, text) {
  const owner = ownerOf(form);
  if (!owner) return false;
  /** @param {string} name */
  const value = (name) => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field.value : "";
  };
  const copy = { to: value("to"), title: value("title"), text, stamp: value("draft_stamp"), at: new Date().toISOString() };
  try {
    localStorage.setItem(keyOf(...owner), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} member
 * @param {string} place
 * @returns {Copy | null}
 */
export function copyOf(member, place) {
  try {
    sweep();
    const found = JSON.parse(localStorage.getItem(keyOf(member, place)) ?? "null");
    return found && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}

/**
 * Forget the copy of a form: the server has the text, or nobody wants it.
 * @param {HTMLFormElement} form
 */
export function dropCopy(form) {
  const owner = ownerOf(form);
  try {
    if (owner) localStorage.removeItem(keyOf(...owner));
  } catch {
    // Then there is none.
  }
}

/**
 * Say whether a copy of what a form is for lies on this device.
 * @param {HTMLFormElement} form
 */
export function hasCopy(form) {
  const owner = ownerOf(form);
  return owner !== null && copyOf(...owner) !== null;
}

function sweep() {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(HEAD)) continue;
    const at = Date.parse(JSON.parse(localStorage.getItem(key) ?? "{}").at);
    if (!(Date.now() - at < LONGEST_MS)) localStorage.removeItem(key);
  }
}
