// @ts-check
// The parts that whoever writes needs, in the order of attaching; wake.js loads them. What only some need comes later.

import { attach as counts } from "./counts.js";
import { attach as dialogs } from "./dialogs.js";
import { attach as grow } from "./grow.js";
import { attach as keys } from "./keys.js";
import { attach as later } from "./later.js";
import { attach as lists } from "./lists.js";
import { attach as marks } from "./marks.js";
import { attach as paste } from "./paste.js";
import { attach as tools } from "./tools.js";

// `tools` comes last: it shows the buttons of the acts that the others have brought.
const PARTS = [grow, counts, later, marks, lists, dialogs, paste, keys, tools];

/** @param {import("./element.js").TextEditor} editor */
export function attachAll(editor) {
  for (const attach of PARTS) attach(editor);
}
