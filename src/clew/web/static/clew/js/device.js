// What this browser keeps of a patient's own words: the only file of Clew that writes to a browser's database.
//
// Each person has a key of their own that no script can read out (AES-GCM, not extractable); every text lies there
// encrypted under it. That guards the disk, not the browser: whoever uses this browser as this person can read it.
// `owner` is a word that tells people apart and leads to nobody's record. Tables: keys, drafts, plans, facts.
"use strict";
self.clewDevice = (() => {
  const TABLES = ["keys", "drafts", "plans", "facts"];
  const ready = Boolean(self.indexedDB && self.isSecureContext && self.crypto?.subtle);
  let opened;

  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("clew", 1);
      asked.onupgradeneeded = () => { for (const name of TABLES) asked.result.createObjectStore(name); };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  };

  // One transaction on one table. `work` gets the table and returns the request whose result is wanted.
  const within = async (table, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(table, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const get = (table, id) => within(table, "readonly", (rows) => rows.get(id));
  const all = (table) => within(table, "readonly", (rows) => rows.getAll());
  // Committed at once, so that it is done even where the page is left in the same moment.
  const written = (rows, asked) => {
    rows.transaction.commit?.();
    return asked;
  };
  const put = (table, id, row) => within(table, "readwrite", (rows) => written(rows, rows.put(row, id)));
  const remove = (table, id) => within(table, "readwrite", (rows) => written(rows, rows.delete(id)));

  const keyOf = async (owner) => {
    const kept = await get("keys", owner);
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Another window may have made one meanwhile: the first stays.
    await within("keys", "readwrite", (rows) => {
      const asked = rows.get(owner);
      asked.onsuccess = () => { if (!asked.result) rows.put(made, owner); };
      return asked;
    });
    return get("keys", owner);
  };
  const bound = (owner) => new TextEncoder().encode(`clew ${owner}`);
  const seal = async (owner, value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const how = { name: "AES-GCM", iv, additionalData: bound(owner) };
    return { iv, sealed: await crypto.subtle.encrypt(how, await keyOf(owner), plain) };
  };
  const unseal = async (owner, { iv, sealed }) => {
    const how = { name: "AES-GCM", iv, additionalData: bound(owner) };
    const plain = await crypto.subtle.decrypt(how, await keyOf(owner), sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  };

  return { ready, get, all, put, remove, seal, unseal };
})();
