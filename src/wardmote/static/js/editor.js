// @ts-check
// What scripts add to the boxes in which people write. A page that is only read has little of it: the rest comes with
// writing.js as soon as somebody begins.

import { TextEditor } from "./editor/element.js";
import { attach as files } from "./editor/files.js";
import { attach as guard } from "./editor/guard.js";
import { attach as line } from "./editor/line.js";
import { attach as quotes } from "./editor/quotes.js";
import { attach as send } from "./editor/send.js";
import { attach as wake } from "./editor/wake.js";

// What is wrong is read first; without scripts it stands at the top as well.
const told = document.querySelector("main .notice.error[tabindex]");
if (told instanceof HTMLElement) told.focus();

// `guard` comes last, after what holds a form back.
TextEditor.parts = [line, wake, send, files, quotes, guard];
customElements.define("text-editor", TextEditor);
