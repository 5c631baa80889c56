// What is written in an exercise is saved as one goes, each field that changed and no other. What cannot be saved stays
// on the page, is said to be unsaved, is kept on the device as drafts.js keeps a journal entry, and is tried again, here
// or on whichever page is opened next. Without this script there is the button.
"use strict";
(() => {
  const PAUSE = 1200;
  const LONGEST_WAIT = 30_000;
  const device = self.clewDevice;
  const owner = document.querySelector("[data-owner]")?.dataset.owner ?? "";
  const keepsOnDevice = async () => Boolean(device?.ready && owner) && (await device.get("facts", `keeps:${owner}`)) !== false;
  const open = []; // what is not saved yet, a set for each exercise
  let leavingQuickly = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-quick-exit]")) leavingQuickly = true;
  }, true);

  const watch = (form) => {
    const word = form.querySelector("[data-saved]");
    const action = new URL(form.action, location.href).pathname;
    const id = `${owner}:programme:${action}`;
    const changed = new Set();
    open.push(changed);
    let timer = 0;
    let busy = false;
    let wait = PAUSE;
    let onDevice = false;

    const say = (text, unsaved) => {
      word.textContent = text;
      word.classList.toggle("unsaved", unsaved);
    };

    const pairs = (names) => {
      const all = new FormData(form);
      return [...names].flatMap((name) => [[`has-${name}`, "1"], ...all.getAll(`f-${name}`).map((value) => [`f-${name}`, value])]);
    };

    const keep = async (names) => {
      try {
        if (!(await keepsOnDevice())) return;
        const about = {
          id, owner, action, at: Date.now(), state: "waiting", name: "programme",
          label: form.dataset.kept, page: location.pathname,
        };
        await device.put("drafts", id, { ...about, ...(await device.seal(owner, pairs(names))) });
        onDevice = true;
      } catch { /* this browser keeps nothing; the page still has it */ }
    };
    const forget = async () => {
      if (!onDevice) return;
      onDevice = false;
      await device.remove("drafts", id).catch(() => {});
    };

    const send = async (names, keepalive) => {
      const token = document.body.dataset.csrf ?? "";
      try {
        const answer = await fetch(action, {
          method: "POST", body: new URLSearchParams([...pairs(names), ["csrfmiddlewaretoken", token]]),
          headers: { Accept: "application/json", "X-CSRFToken": token }, keepalive,
        });
        return (answer.headers.get("Content-Type") ?? "").startsWith("application/json") ? await answer.json() : { signedOut: answer.status < 500 };
      } catch {
        return {};
      }
    };

    const save = async (keepalive = false) => {
      clearTimeout(timer);
      if (!changed.size || (busy && !keepalive)) return;
      const names = [...changed];
      changed.clear();
      busy = true;
      const told = await send(names, keepalive);
      busy = false;
      if (told.saved) {
        wait = PAUSE;
        await forget();
        if (changed.size) timer = setTimeout(save, PAUSE);
        else say(told.saved, false);
        return;
      }
      for (const name of names) changed.add(name);
      if (told.problem) {
        say(`Not saved. ${told.problem}`, true);
        return;
      }
      say(told.signedOut ? "Not saved yet: you may have been signed out. Sign in again in another window, and it is saved from here."
        : "Not saved yet: there is no connection. It is tried again by itself.", true);
      await keep(changed);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      timer = setTimeout(save, wait);
    };

    form.addEventListener("input", ({ target }) => {
      if (!target.name?.startsWith("f-")) return;
      changed.add(target.name.slice(2));
      if (!word.classList.contains("unsaved")) say("Not saved yet.", false);
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    form.addEventListener("change", () => save());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      for (const field of form.querySelectorAll("[name^=has-]")) changed.add(field.name.slice(4));
      save();
    });
    addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
    addEventListener("pagehide", () => save(true));
    addEventListener("beforeunload", (event) => {
      if (changed.size && word.classList.contains("unsaved") && !onDevice && !leavingQuickly) event.preventDefault();
    });
    // Kept on the device by an earlier visit and sent just now: show it.
    document.addEventListener("clew:sent", ({ detail }) => {
      if (detail.id === id && open.every((names) => !names.size)) location.reload();
    });
  };

  for (const form of document.querySelectorAll("form[data-kept]")) watch(form);
})();
