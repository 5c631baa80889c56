// Asks the browser to keep the guide and the help page on this device, where it can.
"use strict";
navigator.serviceWorker?.register("/sw.js", { scope: "/" }).catch(() => {});
