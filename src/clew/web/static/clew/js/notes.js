// Notes are saved as they grow, and once more when the page is left. What could not be saved stays in the field.
"use strict";
document.documentElement.classList.add("scripted");
const PAUSE = 1200; // milliseconds without a key before a draft is sent

for (const form of document.querySelectorAll("form[data-draft]")) {
  const field = form.elements.text;
  const state = form.querySelector("[data-state]");
  let sent = field.value;
  let timer = 0;
  let busy = false;
  let stopped = false;

  const say = (words, wrong = false) => {
    state.textContent = words;
    state.classList.toggle("wrong", wrong);
  };

  const save = async () => {
    clearTimeout(timer);
    if (busy || stopped || field.value === sent) return;
    busy = true;
    const text = field.value;
    try {
      const body = new FormData(form);
      const answer = await fetch(`${form.action}?draft`, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && told.saved) {
        sent = text;
        form.elements.seen.value = told.seen;
        say(`saved ${told.saved}`);
      } else {
        stopped = Boolean(told.problem);
        say(told.problem || "Not saved: sign in again in another window. Your text stays here.", true);
      }
    } catch {
      say("Not saved: Clew does not answer. Your text stays here; it is tried again.", true);
      timer = setTimeout(save, 5 * PAUSE);
    }
    busy = false;
    if (!stopped && field.value !== text) later();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  // What is known, and headings, go in where the cursor stands, each on a line of its own; never by themselves.
  const insert = (lines) => {
    const before = field.value.slice(0, field.selectionStart);
    const text = `${before && !before.endsWith("\n") ? "\n" : ""}${lines}\n`;
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const button of form.querySelectorAll("[data-lines]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      insert(button.dataset.lines);
    });
  }
  const sign = form.querySelector("[data-sign]");
  field.addEventListener("keydown", (event) => {
    if (sign && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!event.repeat) sign.click();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const digit = event.code.match(/^(?:Digit|Numpad)(\d)$/)?.[1];
    const button = digit && form.querySelector(`[data-lines][data-key="${digit}"]`);
    if (!button) return;
    event.preventDefault();
    insert(button.dataset.lines);
  });

  field.addEventListener("input", () => {
    if (!stopped) say("not saved yet");
    later();
  });
  form.addEventListener("submit", () => { sent = field.value; });
  const leave = () => {
    if (field.value === sent || stopped) return;
    if (navigator.sendBeacon(`${form.action}?draft`, new FormData(form))) sent = field.value;
  };
  addEventListener("pagehide", leave);
  addEventListener("beforeunload", (event) => {
    if (field.value !== sent && (stopped || busy)) event.preventDefault();
  });
}

// On a narrow page the note is folded, so that the talk comes first; not where the address leads to it.
const wanted = location.hash && document.getElementById(location.hash.slice(1));
if (matchMedia("(max-width: 60rem)").matches) {
  for (const note of document.querySelectorAll(".notes > details")) {
    const asked = wanted && (wanted.contains(note) || note.contains(wanted));
    if (!asked && !note.querySelector("[data-error-summary]")) note.open = false;
  }
}
