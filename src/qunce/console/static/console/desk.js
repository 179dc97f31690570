// The desk while it changes: what is done elsewhere shows here, and nothing typed is lost.
(() => {
  const card = (element) => element.closest?.(".qd-task");

  // --- a desk that is being fetched knows nothing of what changes in the meantime -----------------
  // Shown, it would bring back a task that was just ended: it is fetched once more instead.
  let isOutdated = false;
  const noteChange = () => {
    isOutdated ||= Boolean(document.getElementById("desk")?.classList.contains("htmx-request"));
  };
  const refuseOutdated = (event) => {
    if (!isOutdated) return;
    isOutdated = false;
    event.detail.shouldSwap = false;
    event.detail.target.dispatchEvent(new CustomEvent("live:task"));
  };

  // --- a task changed: here, in another browser, or by another person ----------------------------
  // Where it was done the answer has shown it already, or is on its way: nothing happens there.
  document.addEventListener(
    "live:changed",
    (event) => {
      if (event.target.id !== "desk") return;
      const { task, mark } = event.detail;
      noteChange();
      const line = document.getElementById(`task-${task}`);
      if (!line) {
        if (mark.startsWith("open")) event.target.dispatchEvent(new CustomEvent("live:task"));
        return;
      }
      const parts = [line, ...line.querySelectorAll("[data-mark]")];
      if (parts.some((part) => part.dataset.mark === mark)) return;
      if (line.querySelector(".htmx-request")) return;
      htmx.ajax("GET", line.dataset.line, { target: line, swap: "outerHTML" });
    },
    true,
  );

  // --- typed words and the focus outlive a swap ---------------------------------------------------
  const typed = new Map(); // "task-7 proof" → the field with what was typed or chosen
  let focused = null;
  let showsEnded = false;
  const keyOf = (field) => `${card(field).id} ${field.name}`;
  const buttons = (line) => [...line.querySelectorAll(".qd-acts button")];
  const fields = (place) =>
    place.querySelectorAll(
      ".qd-task textarea, .qd-finish input:not([type=hidden]), .qd-pieces input",
    );
  const outlivesItsLine = (field) => field.matches(".qd-words, .qd-pieces input");
  const isTouched = (field) => {
    if (field.type === "file") return field.files.length > 0;
    return field.type === "checkbox" ? field.checked : field.value !== field.defaultValue;
  };
  const piece = (field) => field.closest("li").textContent;
  const putBack = (field) => {
    const before = typed.get(keyOf(field));
    if (field.type === "file") field.replaceWith(before);
    else if (field.type === "checkbox") field.checked = piece(field) === piece(before);
    else field.value = before.value;
    if (field.matches(".qd-words")) showPieces(field);
  };

  // --- the pieces of a long post are those of the words as they came ------------------------------
  const showPieces = (words) => {
    const pieces = card(words).querySelector(".qd-pieces");
    if (!pieces) return;
    pieces.hidden = isTouched(words);
    pieces.nextElementSibling.hidden = !pieces.hidden;
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches(".qd-words")) showPieces(event.target);
  });
  window.addEventListener("pageshow", () => {
    for (const words of document.querySelectorAll(".qd-words")) showPieces(words);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const place = event.detail.target;
    if (place.id !== "desk" && !card(place)) return;
    if (place.id === "desk") refuseOutdated(event);
    else noteChange();
    if (!event.detail.shouldSwap) return;
    typed.clear();
    focused = null;
    showsEnded = Boolean(document.querySelector(".qd-ended")?.open);
    for (const field of fields(place)) {
      const isKept = place.id === "desk" || outlivesItsLine(field);
      if (isKept && isTouched(field)) typed.set(keyOf(field), field);
    }
    const active = document.activeElement;
    if (!place.contains(active) || !card(active)) return;
    const nth = place.id === "desk" ? buttons(card(active)).indexOf(active) : 0;
    focused = { line: card(active).id, name: active.name, at: active.selectionStart, nth };
  });

  document.addEventListener("htmx:afterSettle", () => {
    const desk = document.getElementById("desk");
    for (const field of desk && typed.size ? fields(desk) : []) {
      if (typed.has(keyOf(field))) putBack(field);
    }
    typed.clear();
    const ended = desk?.querySelector(".qd-ended");
    if (ended && showsEnded) ended.open = true;
    const line = focused && document.getElementById(focused.line);
    if (!line || line.contains(document.activeElement)) return;
    const field = focused.name ? line.querySelector(`[name=${focused.name}]`) : null;
    const target = field || buttons(line)[focused.nth] || buttons(line)[0];
    target?.focus({ preventScroll: true });
    if (field && focused.at !== null) field.setSelectionRange?.(focused.at, focused.at);
    focused = null;
  });
})();
