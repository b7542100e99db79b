// @ts-check
// Tells the windows of this site that somebody has signed in: a form that waits for it goes on by itself.

if ("BroadcastChannel" in window) new BroadcastChannel("wardmote.session").postMessage("signed in");
