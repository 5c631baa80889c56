// Coding by keyboard: arrow keys to a turn, one key for a code. Each step is saved before the next is sent.
"use strict";
const sheet = document.querySelector("[data-sheet]");
const form = document.getElementById("palette");
const words = form.elements.words;
const narrow = matchMedia("(max-width: 60rem)");
const buttons = new Map([...form.querySelectorAll("button[data-key]")].map((button) => [button.dataset.key, button]));
let here = document.getElementById(`turn-${sheet.dataset.here}`);
let chosen = null; // the place of words that are selected in a turn
let line = Promise.resolve(); // what is sent waits for what was sent before

const coded = () => [...sheet.querySelectorAll("[data-coded]")];
const told = () => document.getElementById("told");
const say = (text) => { told().textContent = text; };

function go(turn, { scroll = true, focus = true } = {}) {
  if (!turn) return;
  here?.classList.remove("here");
  here = turn;
  here.classList.add("here");
  if (focus) here.focus({ preventScroll: true });
  if (scroll) here.scrollIntoView({ block: narrow.matches ? "start" : "center" }); // below, the codes lie over the page
  form.elements.turn.value = here.dataset.turn;
  form.querySelector("[data-at]").textContent = Number(here.dataset.turn) + 1;
  show();
}
function show() {
  const given = here.dataset.codes.split(" ");
  for (const button of form.querySelectorAll("button[name=code]")) button.setAttribute("aria-pressed", given.includes(button.value));
}
function step(by, wanted = () => true) {
  const all = coded();
  for (let at = all.indexOf(here) + by; at >= 0 && at < all.length; at += by) {
    if (wanted(all[at])) return go(all[at]);
  }
  say(by > 0 ? "This is the last one. d leads to the end." : "This is the first one.");
}

// -- Sending ----------------------------------------------------------------------------------------------------------

function put(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const moved = [];
  for (const fresh of answer.querySelectorAll("[id]")) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    if (old.matches("[role=status]")) { old.textContent = fresh.textContent; continue; } // so that it is read out
    const mine = old === here;
    old.replaceWith(fresh);
    if (mine) { here = fresh; here.classList.add("here"); }
    if (fresh.matches("[data-coded]")) moved.push(fresh);
  }
  return moved;
}
async function send(data, back) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" }, redirect: "manual" });
    if (!answer.ok) return say("That could not be saved. Open the page again and look how it stands.");
    const moved = put(await answer.text());
    if (back && moved.length) go(moved[0]);
    else { if (document.activeElement === document.body) here.focus({ preventScroll: true }); show(); }
  } catch {
    say("Clew does not answer, so this was not saved.");
  }
}
function press(button) {
  const data = new FormData(form);
  data.set(button.name, button.value);
  if (chosen && chosen.turn === here.dataset.turn) { data.set("start", chosen.start); data.set("stop", chosen.stop); }
  line = line.then(() => send(data, button.name === "undo"));
  if (words) words.value = "";
  getSelection().removeAllRanges();
  chosen = null;
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter) press(event.submitter);
});

// -- Words --------------------------------------------------------------------------------------------------------------

if ("wordsToo" in sheet.dataset) {
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const at = selection.anchorNode;
    const said = (at instanceof Element ? at : at?.parentElement)?.closest("[data-coded] > .said");
    if (!said || !said.contains(selection.focusNode) || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(said);
    before.setEnd(range.startContainer, range.startOffset);
    // Counted as the server counts: one for each character, whatever it takes to write it.
    const start = [...before.toString()].length;
    const length = [...range.toString()].length;
    const turn = said.closest("[data-coded]");
    chosen = { turn: turn.dataset.turn, start, stop: start + length };
    if (turn !== here) go(turn, { scroll: false, focus: false });
    words.value = range.toString();
  });
  words.addEventListener("input", () => { chosen = null; });
}

// -- Keys -----------------------------------------------------------------------------------------------------------------

const MOVE = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  j: () => step(1),
  k: () => step(-1),
  n: () => step(1, (turn) => turn.classList.contains("bare")),
  d: () => { const done = document.getElementById("done"); done.scrollIntoView({ block: "center" }); done.focus(); },
  Backspace: () => press(buttons.get("u")),
  "/": () => words?.focus(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target === words && (event.key === "Enter" || event.key === "Escape")) { event.preventDefault(); return here.focus(); }
  if (event.target.closest("input, textarea, select, dialog")) return;
  const act = MOVE[event.key] ?? (buttons.has(event.key) ? () => press(buttons.get(event.key)) : null);
  if (!act) return;
  event.preventDefault();
  act();
});
sheet.addEventListener("click", (event) => {
  const turn = event.target.closest("[data-coded]");
  if (!turn) return;
  if (event.target.closest("a")) event.preventDefault();
  if (getSelection().isCollapsed) go(turn, { scroll: false });
});
sheet.addEventListener("focusin", (event) => {
  const turn = event.target.closest("[data-coded]");
  if (turn && turn !== here) go(turn, { scroll: false, focus: false });
});
document.documentElement.classList.add("scripted");
go(here);
