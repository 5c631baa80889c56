// The quick exit: blanks the tab, signs out, and puts another page in this one's place. Escape three times does the same.
"use strict";
(() => {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  const PAUSE = 1500; // milliseconds between two presses of Escape, at most
  const leave = () => {
    fetch(link.getAttribute("href"), { keepalive: true, redirect: "manual", cache: "no-store" }).catch(() => {});
    document.title = "";
    document.body.hidden = true;
    document.body.replaceChildren();
    self.clewDevice?.remove("facts", "owner").catch(() => {}); // as signing out does, see drafts.js
    location.replace(link.dataset.quickExit);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = 0;
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    pressed = event.timeStamp - last < PAUSE ? pressed + 1 : 1;
    last = event.timeStamp;
    if (pressed === 3) leave();
  }, true);
  // A page that the browser brings back as it was is asked for anew: who has left is signed out, and sees nothing of it.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    location.reload();
  });
})();
