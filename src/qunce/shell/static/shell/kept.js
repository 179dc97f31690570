// What was typed into a form marked data-keep stays in this browser for a while, so that whoever
// leaves it half filled (to look something up in WeChat, to read a paper, to change the language)
// finds it again. Ticks, files and hidden fields are not kept: a consent is given anew.
(() => {
  const LIFE = 2 * 60 * 60 * 1000; // milliseconds
  const PREFIX = "qunce.kept:";
  let store;
  try {
    store = window.localStorage;
    store.getItem(PREFIX);
  } catch {
    return; // a browser that keeps nothing
  }

  const forget = () => {
    for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
  };
  if (document.querySelector("[data-forget-kept]")) forget(); // it has arrived

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const place = PREFIX + form.dataset.keep;
  const kinds = "input[type=text], input[type=email], input[type=tel], select, textarea";
  const fields = () => [...form.querySelectorAll(kinds)].filter((each) => each.name);

  const read = () => {
    try {
      const found = JSON.parse(store.getItem(place));
      if (found && Date.now() - found.at < LIFE) return found.values;
    } catch {
      // not ours, or broken: as if nothing were there
    }
    store.removeItem(place);
    return null;
  };
  const keep = () => {
    const values = Object.fromEntries(fields().map((each) => [each.name, each.value]));
    try {
      store.setItem(place, JSON.stringify({ at: Date.now(), values }));
    } catch {
      // full, or not allowed: the form works all the same
    }
  };

  const note = form.querySelector("[data-kept-note]");
  const isTyped = fields().some((each) => each.value && !each.matches("select, [data-preset]"));
  const values = isTyped ? null : read(); // the page itself shows again what had a fault
  if (values && Object.values(values).some(Boolean)) {
    for (const each of fields()) if (values[each.name]) each.value = values[each.name];
    if (note) note.hidden = false;
  }
  form.addEventListener("input", keep);
  note?.querySelector("[data-kept-clear]")?.addEventListener("click", () => {
    forget();
    form.reset();
    note.hidden = true;
    fields()[0]?.focus();
  });
})();
