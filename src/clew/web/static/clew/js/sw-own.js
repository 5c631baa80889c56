// What the worker does for patients: the page for writing opens without a connection, and the safety plan leads to the
// help page, where the copy on the device stands. Nothing that a person wrote goes through here.
"use strict";
(() => {
  const [journal, plan] = ["/me/journal/", "/me/safety-plan/"];
  const instead = (page) => async (request) => {
    try {
      return await fetch(request);
    } catch {
      return (await caches.match(page)) ?? Response.error();
    }
  };
  const goes = (start) => (url, request) => request.mode === "navigate" && url.pathname.startsWith(start);
  self.clew.routes.unshift({ takes: goes(journal), answer: instead("/me/journal/offline/") });
  self.clew.routes.unshift({ takes: goes(plan), answer: instead("/help/") });
})();
