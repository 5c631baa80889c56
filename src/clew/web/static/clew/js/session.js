// The session page by keyboard: where one is, the proposal that a key acts on, and what lies over the page.
"use strict";
const list = document.querySelector(".turns");
const sheet = document.getElementById("sheet");
const sheetBody = document.getElementById("sheet-body");
const keys = document.getElementById("keys");
const told = document.getElementById("told");
const search = document.getElementById("words");
let here = null; // the number of the current turn, as text

document.documentElement.classList.add("scripted");

const turns = () => [...list.querySelectorAll(".turn")];
const current = () => (here === null ? null : document.getElementById(`turn-${here}`));
const say = (words) => { told.textContent = words; };

// -- Where one is ---------------------------------------------------------------------------------------------------

// The proposal that a, x and c act on: the one that has the focus, else the first that is open in the turn.
const proposals = (turn) => [...turn.querySelectorAll(".mark.proposed")].filter((mark) => !mark.closest("details:not([open])"));
const focused = () => document.activeElement?.closest(".mark");
function markOf(turn) {
  const mark = focused();
  return mark && turn.contains(mark) ? mark : proposals(turn)[0];
}
function show() {
  for (const old of document.querySelectorAll(".turn.here, .mark.at")) old.classList.remove("here", "at");
  const turn = current();
  if (!turn) return;
  turn.classList.add("here");
  const mark = markOf(turn);
  if (mark?.querySelector(".acts")) mark.classList.add("at");
  onMap();
}
function go(turn, { focus = true, scroll = true } = {}) {
  if (!turn) return;
  here = turn.dataset.turn;
  if (focus) turn.focus({ preventScroll: true });
  if (scroll) turn.scrollIntoView({ block: "center" });
  show();
}
function step(by, wanted = () => true) {
  const all = turns();
  let at = here === null ? (by > 0 ? -1 : all.length) : all.indexOf(current());
  if (here === null) {
    const top = all.findIndex((turn) => turn.getBoundingClientRect().bottom > 80);
    at = by > 0 ? top - 1 : top + 1;
  }
  for (at += by; at >= 0 && at < all.length; at += by) {
    if (wanted(all[at])) return go(all[at]);
  }
  const link = document.querySelector(by > 0 ? ".turns ~ .window a" : ".window:has(~ .turns) a");
  say(link ? "This is the end of these turns. The link below or above them leads on." : "There is no further one.");
}

list.addEventListener("focusin", (event) => {
  const turn = event.target.closest(".turn");
  if (turn) { here = turn.dataset.turn; show(); }
});
list.addEventListener("click", (event) => {
  const turn = event.target.closest(".turn");
  if (turn && !event.target.closest("a, button, summary")) { here = turn.dataset.turn; show(); }
});

// -- The map ----------------------------------------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";
function onMap() {
  const svg = document.querySelector("#map svg");
  if (!svg || here === null) return;
  const spots = [...svg.querySelectorAll(".spot")];
  const first = (spot) => Number(spot.getAttribute("href").split("#turn-")[1]);
  const spot = spots.filter((s) => first(s) <= Number(here)).pop();
  if (!spot) return;
  let line = svg.querySelector(".here-on-map");
  if (!line) {
    line = document.createElementNS(SVG, "path");
    line.setAttribute("class", "here-on-map");
    svg.append(line);
  }
  line.setAttribute("d", `M11 ${spot.dataset.y}H${svg.viewBox.baseVal.width}`);
}
// Forty stretches are one stop for Tab; arrow keys walk them.
function roving() {
  const spots = [...document.querySelectorAll("#map .spot")];
  spots.forEach((spot, i) => spot.setAttribute("tabindex", i ? "-1" : "0"));
}
document.getElementById("map")?.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const spots = [...document.querySelectorAll("#map .spot")];
  const next = spots[spots.indexOf(document.activeElement) + by];
  if (!next) return;
  for (const spot of spots) spot.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
  event.preventDefault();
});

// -- What lies over the page -----------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens).showModal();
});
sheet.addEventListener("close", () => { sheetBody.replaceChildren(); current()?.focus({ preventScroll: true }); });
for (const dialog of [sheet, keys]) {
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
document.addEventListener("htmx:beforeSwap", (event) => {
  // A form that was refused comes back with what is wrong in it.
  if (event.detail.xhr.status === 422 && sheet.contains(event.detail.target)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== sheetBody || !sheetBody.firstElementChild?.matches("h1")) return;
  if (!sheet.open) sheet.showModal();
  const words = sheetBody.querySelector("[data-words]");
  if (words && !words.value) words.value = chosen;
  (sheetBody.querySelector("[data-error-summary]") ?? sheetBody.querySelector("[data-filters]") ?? sheetBody.querySelector("input:not([type=hidden]), select, button"))?.focus();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, successful, requestConfig } = event.detail;
  if (requestConfig?.verb !== "post") return;
  if (!successful && xhr.status !== 422) return say("That could not be saved. Open the session again and look how it stands.");
  if (successful && sheet.open && sheet.contains(event.detail.elt)) sheet.close();
  show();
});
document.addEventListener("htmx:sendError", () => say("Clew does not answer, so nothing was saved."));
// A turn that was swapped keeps the place, and keeps open what was open.
const open = new Set();
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.querySelector("details.unsure[open]")) open.add(event.detail.target.id);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const id of open) document.getElementById(id)?.querySelector("details.unsure")?.setAttribute("open", "");
  open.clear();
  const turn = current();
  if (turn && !sheet.open && document.activeElement === document.body) turn.focus({ preventScroll: true });
  roving();
  show();
});

// Words that are selected in a turn are offered as the words that a code rests on.
let chosen = "";
document.addEventListener("selectionchange", () => {
  if (sheet.open) return;
  const selection = getSelection();
  const said = selection.anchorNode?.parentElement?.closest(".turn > .said");
  chosen = said && said.contains(selection.focusNode) ? selection.toString().trim() : "";
});

// A list of codes narrows to what is typed.
document.addEventListener("input", (event) => {
  const name = event.target.dataset?.filters;
  if (!name) return;
  const typed = event.target.value.trim().toLowerCase().split(/\s+/);
  for (const entry of document.querySelectorAll(`#${name} .entry`)) {
    const text = entry.textContent.toLowerCase();
    entry.hidden = !typed.every((word) => text.includes(word));
  }
  for (const group of document.querySelectorAll(`#${name} fieldset`)) {
    group.hidden = !group.querySelector(".entry:not([hidden])");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.dataset?.filters) return;
  event.preventDefault();
  document.querySelector(`#${event.target.dataset.filters} .entry:not([hidden])`)?.focus();
});

// -- Keys ------------------------------------------------------------------------------------------------------------------

const REMEMBERED = "clew-keys"; // "off" where single keys are not wanted; nothing about a person
const box = document.querySelector("[data-keys-on]");
box.checked = localStorage.getItem(REMEMBERED) !== "off";
box.addEventListener("change", () => localStorage.setItem(REMEMBERED, box.checked ? "on" : "off"));

function press(selector, missing) {
  const turn = current();
  if (!turn) return say("Choose a turn first, with j or k.");
  const button = markOf(turn)?.querySelector(selector);
  if (button) button.click();
  else say(missing);
}
// Marking opens for the current turn; the address is the one of its own link.
const link = (turn) => turn.querySelector("a.add");
const sheetOf = (href) => htmx.ajax("GET", href, { target: "#sheet-body", swap: "innerHTML show:none" });

const DO = {
  j: () => step(1),
  k: () => step(-1),
  n: () => step(1, (turn) => proposals(turn).length),
  p: () => step(-1, (turn) => proposals(turn).length),
  a: () => press('[name="accept"]', "No proposal is open in this turn."),
  x: () => press('[name="reject"]', "No proposal is open in this turn. Open a code to take it out."),
  c: () => {
    const turn = current();
    const mark = turn && (markOf(turn) ?? turn.querySelector(".mark"));
    const name = mark?.querySelector("a.name");
    if (name) name.click();
    else say("There is no code in this turn to change.");
  },
  "+": () => { const turn = current(); if (turn && link(turn)) link(turn).click(); },
  e: () => { const turn = current(); if (turn && link(turn)) sheetOf(`${link(turn).getAttribute("href")}episode/`); },
  m: () => {
    const turn = current();
    if (turn && link(turn)) htmx.ajax("POST", link(turn).getAttribute("href"), { values: { add: "moment:supervision" }, target: "#told", source: turn });
  },
  u: () => document.querySelector("#undo button")?.click(),
  "/": () => search.focus(),
  "?": () => keys.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (!box.checked && event.key !== "Escape") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && document.activeElement === search) return current() ? current().focus() : search.blur();
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const act = DO[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// -- At the start -------------------------------------------------------------------------------------------------------------

// An address may ask for a turn that is in another window of a long session; then that window is opened.
function asked() {
  const number = location.hash.match(/^#turn-(\d+)$/)?.[1];
  if (!number) return;
  const turn = document.getElementById(`turn-${number}`);
  if (turn) return go(turn, { scroll: false });
  const address = new URL(location.href);
  if (address.searchParams.get("turn") === number) return; // there is no such turn
  address.searchParams.set("turn", number);
  location.replace(address);
}
addEventListener("hashchange", asked);
roving();
asked();
