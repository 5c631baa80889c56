// What is written in an exercise is saved as one goes, each field that changed and no other. What cannot be saved stays
// on the page, is said to be unsaved, and is tried again. Without this script there is the button.
(() => {
  const PAUSE = 1200;
  const LONGEST_WAIT = 30000;
  let leavingQuickly = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-quick-exit]")) leavingQuickly = true;
  }, true);

  for (const form of document.querySelectorAll("form[data-kept]")) {
    const word = form.querySelector("[data-saved]");
    const changed = new Set();
    let timer = 0;
    let busy = false;
    let wait = PAUSE;

    const say = (text, unsaved) => {
      word.textContent = text;
      word.classList.toggle("unsaved", unsaved);
    };

    const body = (names) => {
      const all = new FormData(form);
      const sent = new FormData();
      sent.append("csrfmiddlewaretoken", all.get("csrfmiddlewaretoken"));
      for (const name of names) {
        sent.append(`has-${name}`, "1");
        for (const value of all.getAll(`f-${name}`)) sent.append(`f-${name}`, value);
      }
      return sent;
    };

    const save = async (keepalive) => {
      clearTimeout(timer);
      if (!changed.size || (busy && !keepalive)) return;
      const names = [...changed];
      changed.clear();
      busy = true;
      let again = false;
      try {
        const answer = await fetch(form.action, {
          method: "POST", body: body(names), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive,
        });
        const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
        if (answer.ok && told.saved) {
          wait = PAUSE;
          say(told.saved, false);
        } else if (told.problem) {
          names.forEach((name) => changed.add(name));
          say(`Not saved. ${told.problem}`, true);
        } else {
          again = true;
          say("Not saved yet. You may have been signed out: sign in again in another window, and it is saved from here.", true);
        }
      } catch {
        again = true;
        say("Not saved yet: there is no connection. Leave this page open; it is tried again.", true);
      }
      busy = false;
      if (again) {
        names.forEach((name) => changed.add(name));
        wait = Math.min(wait * 2, LONGEST_WAIT);
        timer = setTimeout(save, wait);
      } else if (changed.size && !word.classList.contains("unsaved")) {
        timer = setTimeout(save, PAUSE);
      }
    };

    form.addEventListener("input", (event) => {
      const name = event.target.name || "";
      if (!name.startsWith("f-")) return;
      changed.add(name.slice(2));
      say("Not saved yet.", false);
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    form.addEventListener("change", () => save());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      for (const field of form.querySelectorAll("[name^=has-]")) changed.add(field.name.slice(4));
      save();
    });
    window.addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
    window.addEventListener("pagehide", () => save(true));
    window.addEventListener("beforeunload", (event) => {
      if (changed.size && word.classList.contains("unsaved") && !leavingQuickly) event.preventDefault();
    });
  }
})();
