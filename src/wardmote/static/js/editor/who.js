// @ts-check
// Who is signed in by now: a page may have been open for longer than a session.

const PATIENCE_MS = 5000;

/** @typedef {{ member: number | null, name: string, csrf: string }} State */

/**
 * Ask who is signed in; a token that came with the answer replaces those of the page's forms.
 * @returns {Promise<State | "unreachable" | "unknown">}
 */
export async function askSession() {
  try {
    const answer = await fetch("/session", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) return "unknown";
    /** @type {State} */
    const state = await answer.json();
    return state;
  } catch (error) {
    // Slow is not away: then the form itself is the better question.
    return error instanceof DOMException && error.name === "TimeoutError" ? "unknown" : "unreachable";
  }
}

/** @param {string} csrf */
export function renewTokens(csrf) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    if (field instanceof HTMLInputElement) field.value = csrf;
  }
}
