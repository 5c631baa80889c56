// What is being written is never lost: it is kept on the device while one types, and sent when there is a connection.
//
// How to use it: on a page drawn by patient/base_patient.html give a form that is sent by POST the attribute
//   data-draft="a-name"            one name for each kind of form
// and, if wanted,
//   data-draft-label="Message"     how the list of unsent texts calls it (else the page's heading)
//   data-draft-page="/me/..."      where one goes on writing (else the form's own address)
// and an element with data-draft-state (role="status") that says in words how it stands; without one it is made.
// The form should have a hidden field `key`, by which the server stores a copy that is sent twice only once, and its
// view should answer with a redirect once it has saved. The middleware `Drafts` turns that into an address for
// this script. Any other answer (a form with mistakes in it) is left to the browser.
// A page may list what is not sent with {% include "patient/drafts.html" %} and offer the choice to keep nothing with
// {% include "patient/on_this_device.html" %}.
"use strict";
(() => {
  const device = self.clewDevice;
  const place = document.querySelector("[data-owner]");
  if (!place || !device.ready) return;
  const offlinePage = "offline" in place.dataset;
  const PAUSE = 400; // milliseconds without a key before the text is kept
  const AGAIN = 20_000; // milliseconds between two attempts to send
  const KEPT = "Kept on this device, not yet sent. It is sent by itself as soon as there is a connection.";
  const SIGNED_OUT = "Kept on this device, not yet sent, because you are signed out. Sign in again, and it is sent when you open this page or your journal.";
  const CLOSED = "Kept on this device, not yet sent, because your pages are closed at the moment. It is sent when they are open again and you come back. Help now is always open.";
  let owner = place.dataset.owner;
  let keeps = true;

  const find = (name) => document.querySelector(`[${name}]`);
  const when = (at) => new Date(at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const mine = async () => (await device.all("drafts")).filter((one) => one.owner === owner).sort((a, b) => a.at - b.at);

  // -- Sending --------------------------------------------------------------------------------------------------

  // Returns { to } once it is saved, else { signedOut }, { closed }, { refused } or { offline }.
  const send = async (action, fields) => {
    const body = new URLSearchParams(fields);
    const token = document.body.dataset.csrf ?? "";
    body.set("csrfmiddlewaretoken", token);
    try {
      const answer = await fetch(action, { method: "POST", body, headers: { "X-Draft": "1", "X-CSRFToken": token } });
      if (answer.headers.get("Content-Type")?.startsWith("application/json") && answer.ok) {
        const { to } = await answer.json();
        return to ? { to } : { signedOut: true };
      }
      // A page of the patient's that is closed answers 403 and says so; any other 403 is a form whose sign-in is over.
      if (answer.status === 403) return answer.headers.has("X-Closed") ? { closed: true } : { signedOut: true };
      return answer.status < 500 ? { refused: true } : { offline: true };
    } catch {
      return { offline: true };
    }
  };

  let sending = false;
  const sendAll = async () => {
    if (sending || offlinePage) return false;
    sending = true;
    let sent = false;
    try {
      for (const one of await mine()) {
        if (one.state !== "waiting") continue;
        const outcome = await send(one.action, await device.unseal(owner, one));
        if (outcome.offline || outcome.signedOut || outcome.closed) break;
        if (outcome.to) {
          await device.remove("drafts", one.id);
          sent = true;
          document.dispatchEvent(new CustomEvent("clew:sent", { detail: { id: one.id, to: outcome.to } }));
        } else {
          await device.put("drafts", one.id, { ...one, state: "typing" }); // the person must look at it first
        }
      }
    } finally {
      sending = false;
    }
    return sent;
  };

  // -- A form ---------------------------------------------------------------------------------------------------

  const watch = async (form) => {
    const state = form.querySelector("[data-draft-state]") ?? form.appendChild(document.createElement("p"));
    state.setAttribute("role", "status");
    const say = (words) => { state.textContent = words; };
    const key = form.elements.namedItem("key");
    const begin = () => { if (offlinePage) key.value = `device-${crypto.randomUUID()}`; };
    begin();
    const id = () => `${owner}:${key?.value || `${form.dataset.draft}:${location.pathname}`}`;
    const action = new URL(form.action, location.href).pathname;
    const fields = (by) => [...new FormData(form, by)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    const clean = JSON.stringify(fields());
    let timer = 0;
    let waiting = false;
    let gone = false;

    const keep = async (how, by) => {
      clearTimeout(timer);
      const about = {
        id: id(), owner, action, at: Date.now(), state: how, name: form.dataset.draft,
        label: form.dataset.draftLabel || document.querySelector("h1")?.textContent.trim() || "Text",
        page: form.dataset.draftPage || location.pathname + location.search,
      };
      const sealed = await device.seal(owner, fields(by));
      if (!gone) await device.put("drafts", about.id, { ...about, ...sealed });
    };
    const typed = async () => {
      if (waiting || gone || !keeps) return;
      try {
        await keep("typing");
        say(offlinePage ? "Kept on this device." : "Kept on this device, not saved in Clew yet.");
      } catch {
        say("This browser cannot keep the text on this device. Save before you leave the page.");
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(typed, PAUSE);
    });
    const now = () => { if (timer && JSON.stringify(fields()) !== clean) typed(); };
    document.addEventListener("visibilitychange", () => { if (document.hidden) now(); });
    addEventListener("pagehide", now);
    // Whoever was quicker than this script has typed already.
    const early = [...form.elements].some((one) => ["textarea", "text"].includes(one.type) && one.value !== one.defaultValue);
    if (early) typed();

    const freeze = () => {
      waiting = true;
      for (const one of form.querySelectorAll("textarea, input")) one.readOnly = true;
    };
    const forget = async () => {
      gone = true;
      clearTimeout(timer);
      await device.remove("drafts", id());
    };
    form.clewForget = forget; // for a page that lets a text go
    document.addEventListener("clew:sent", ({ detail }) => {
      if (detail.id === id()) {
        gone = true;
        location.assign(detail.to);
      }
    });

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const by = event.submitter;
      waiting = true; // from here on nothing takes the place of what is being sent
      try {
        if (keeps) await keep("waiting", by);
      } catch { /* it cannot be kept; it is sent all the same */ }
      if (offlinePage) {
        waiting = false;
        form.reset();
        begin();
        today();
        say("Kept on this device. It is sent when you open your journal with a connection.");
        count();
        return;
      }
      say("Saving\u2026");
      const outcome = await send(action, fields(by));
      if (outcome.to) {
        await forget().catch(() => {});
        say("Saved.");
        location.assign(outcome.to);
      } else if (outcome.refused) {
        if (keeps) await keep("typing", by).catch(() => {});
        gone = true;
        if (by?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: by.name, value: by.value }));
        HTMLFormElement.prototype.submit.call(form);
      } else if (!keeps) {
        waiting = false;
        const why = outcome.closed ? "your pages are closed at the moment" : outcome.signedOut ? "you are signed out" : "there is no connection";
        say(`Not sent: ${why}. Your text stands only on this page. Do not close it, and try again.`);
      } else {
        freeze();
        say(outcome.closed ? CLOSED : outcome.signedOut ? SIGNED_OUT : KEPT);
      }
    });

    // A text that was begun here and not saved is put back in, unless the page has come back with a mistake to mend.
    const today = () => {
      const day = form.elements.namedItem("on");
      if (offlinePage && day) day.value = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    };
    if (offlinePage) {
      today();
      form.hidden = !owner;
      return;
    }
    if (early || form.querySelector(".wrong") || document.querySelector("[data-error-summary]")) return;
    const begun = (await mine()).filter((one) => one.name === form.dataset.draft && one.action === action).at(-1);
    if (!begun || JSON.stringify(fields()) !== clean) return;
    for (const [name, value] of await device.unseal(owner, begun)) {
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field?.type !== "checkbox") {
        if (field) field.value = value;
      } else if (field.value === value) field.checked = true;
    }
    const note = document.createElement("p");
    note.className = "notice";
    if (begun.state === "waiting") {
      freeze();
      say(KEPT);
      return;
    }
    note.textContent = `You began this on ${when(begun.at)} and did not save it. It is put back in below. `;
    const throwAway = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Throw it away" });
    throwAway.addEventListener("click", async () => {
      await forget();
      location.reload();
    });
    note.append(throwAway);
    form.before(note);
    form.dispatchEvent(new CustomEvent("clew:restored", { bubbles: true }));
  };

  // -- The list of what is not sent ---------------------------------------------------------------------------------

  const list = async () => {
    const section = find("data-drafts");
    if (!section) return;
    const rows = section.querySelector("ul");
    const told = section.querySelector("[data-drafts-state]");
    const kept = await mine();
    rows.replaceChildren();
    section.hidden = !kept.length && !told.textContent;
    for (const one of kept) {
      const row = section.querySelector("template").content.cloneNode(true).firstElementChild;
      const fields = Object.fromEntries(await device.unseal(owner, one));
      const words = Object.entries(fields).filter(([name, value]) => name !== "key" && value.length > 12).map(([, value]) => value).join(" ") || fields.text || "";
      const waits = one.state === "waiting";
      row.querySelector("[data-opening]").textContent = words.length > 160 ? `${words.slice(0, 160)} \u2026` : words;
      row.querySelector("[data-about]").textContent = `${one.label}, ${when(one.at)}. ${waits ? "Kept on this device, not yet sent." : "Begun and not saved."}`;
      const go = row.querySelector("[data-open]");
      go.href = one.page;
      go.hidden = waits;
      const now = row.querySelector("[data-send]");
      now.hidden = !waits;
      now.addEventListener("click", async () => {
        told.textContent = "Sending\u2026";
        if (!(await sendAll())) told.textContent = "It could not be sent: there is no connection, you are signed out, or your pages are closed at the moment. It stays here.";
      });
      const away = row.querySelector("[data-throw]");
      away.addEventListener("click", async () => {
        if (away.textContent === "Bring it back") {
          await device.put("drafts", one.id, one);
        } else {
          await device.remove("drafts", one.id);
          row.querySelector("[data-opening]").textContent = "";
          row.querySelector("[data-about]").textContent = "Thrown away.";
          now.hidden = go.hidden = true;
          away.textContent = "Bring it back";
          return;
        }
        list();
      });
      rows.append(row);
    }
  };

  // -- The choice to keep nothing, and signing out --------------------------------------------------------------------

  const choice = () => {
    const about = find("data-on-device");
    if (!about) return;
    const nothing = find("data-keep-nothing");
    const again = find("data-keep-again");
    const draw = () => {
      nothing.hidden = !keeps;
      again.hidden = keeps;
    };
    about.hidden = false;
    draw();
    nothing.addEventListener("click", async () => {
      keeps = false;
      await device.put("facts", `keeps:${owner}`, false);
      for (const one of await mine()) await device.remove("drafts", one.id);
      await device.remove("plans", owner);
      await device.remove("facts", "owner");
      find("data-keep-state").textContent = "Nothing of yours is kept on this device now. What you type is lost if the page closes before you save it.";
      draw();
      list();
    });
    again.addEventListener("click", async () => {
      keeps = true;
      await device.remove("facts", `keeps:${owner}`);
      await device.put("facts", "owner", owner);
      find("data-keep-state").textContent = "Texts that are not saved yet are kept on this device.";
      draw();
    });
  };
  const count = async () => {
    const told = find("data-offline-state");
    if (!told) return;
    if (!owner) {
      told.textContent = "Nobody is signed in to a journal in this browser, so it does not know whose text this would be. Sign in once with a connection, open your journal, and this page works from then on until you sign out.";
      return;
    }
    const waits = (await mine()).filter((one) => one.state === "waiting").length;
    const begun = (await mine()).length - waits;
    const texts = (number) => (number === 1 ? "One text is" : `${number} texts are`);
    told.textContent = [waits && `${texts(waits)} kept here and waiting to be sent.`, begun && `${texts(begun)} begun and not finished; you find ${begun === 1 ? "it" : "them"} in your journal.`].filter(Boolean).join(" ");
  };

  // Whoever signs out leaves the texts, encrypted, but nobody can add to them without a sign-in.
  for (const form of document.querySelectorAll('form[action="/accounts/logout/"]')) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = device.remove("facts", "owner").catch(() => {});
      await Promise.race([done, new Promise((go) => { setTimeout(go, 500); })]);
      HTMLFormElement.prototype.submit.call(form);
    });
  }

  const start = async () => {
    if (offlinePage) owner = (await device.get("facts", "owner")) ?? "";
    else keeps = (await device.get("facts", `keeps:${owner}`)) !== false;
    if (!offlinePage && keeps) await device.put("facts", "owner", owner);
    await Promise.all([...document.querySelectorAll("form[data-draft]")].map(watch));
    if (offlinePage) return count();
    choice();
    await list();
    const again = async () => {
      if ((await sendAll()) && find("data-drafts")) location.reload();
    };
    addEventListener("online", again);
    setInterval(async () => { if ((await mine()).some((one) => one.state === "waiting")) again(); }, AGAIN);
    return again();
  };
  self.clewDrafts = { send, sendAll, ready: start() };
})();
