// What all pages share: theme buttons, copying, dialogs, keys, toasts. Pages work without it.
(() => {
  const say = (name) => document.body.dataset[name] || "";

  // --- toasts -------------------------------------------------------------------------------
  const toast = (text, tone = "good") => {
    const place = document.getElementById("toasts");
    if (!place || !text) return;
    const box = document.createElement("div");
    box.className = `toast show qc-toast qc-${tone}`;
    box.setAttribute("role", tone === "bad" ? "alert" : "status");
    const body = document.createElement("div");
    body.className = "toast-body";
    body.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", say("close"));
    box.append(body, close);
    box.addEventListener("click", () => box.remove());
    place.append(box);
    while (place.children.length > 2) place.firstElementChild.remove(); // the page stays in sight
    setTimeout(() => box.remove(), tone === "bad" ? 8000 : 3500);
  };
  document.addEventListener("shell:toast", (event) => toast(event.detail.text, event.detail.tone));
  document.addEventListener("htmx:responseError", () => toast(say("failed"), "bad"));
  document.addEventListener("htmx:sendError", () => toast(say("offline"), "bad"));

  // --- copying: the clipboard where the browser allows it, else an invisible field ----------------
  const copyByField = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "qc-unseen";
    (document.querySelector("dialog[open]") || document.body).append(field);
    field.select();
    field.setSelectionRange(0, text.length);
    let done = false;
    try {
      done = document.execCommand("copy");
    } finally {
      field.remove();
    }
    return done;
  };
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // not allowed here, as in some browsers inside apps: the old way may still work
      }
    }
    return copyByField(text);
  };
  const copyFrom = async (button) => {
    const source = document.getElementById(button.dataset.copyFrom);
    if (!(await copy(source ? source.value : button.dataset.copy))) {
      toast(say("copyFailed"), "bad");
      return;
    }
    const label = button.querySelector("span") || button;
    button.dataset.label ||= label.textContent;
    label.textContent = say("copied");
    button.classList.add("is-copied");
    button.dispatchEvent(new CustomEvent("shell:copied", { bubbles: true }));
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = setTimeout(() => {
      label.textContent = button.dataset.label;
      button.classList.remove("is-copied");
    }, 2500);
  };

  // --- clicks -------------------------------------------------------------------------------
  const chooseTheme = (button) => {
    for (const each of document.querySelectorAll("[data-theme-form] button")) {
      each.classList.toggle("active", each.value === button.value);
    }
    document.dispatchEvent(new CustomEvent("shell:choose-theme", { detail: button.value }));
  };
  const dialog = (id) => {
    const found = document.getElementById(id);
    if (found && !found.open) found.showModal();
  };
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const on = (selector) => target.closest(selector);
    const copies = "[data-copy], [data-copy-from]";
    if (on(copies)) copyFrom(on(copies));
    if (on("[data-open-dialog]")) dialog(on("[data-open-dialog]").dataset.openDialog);
    if (on("[data-close-dialog]")) on("dialog").close();
    if (on("[data-show-keys]")) dialog("keys");
    if (on("[data-print]")) window.print();
    if (target instanceof HTMLDialogElement) target.close(); // the backdrop
    const theme = on("[data-theme-form] button");
    if (theme) {
      event.preventDefault();
      event.stopPropagation();
      chooseTheme(theme);
    }
    for (const open of document.querySelectorAll("details.qc-more[open]")) {
      if (!open.contains(target)) open.open = false;
    }
  });

  // --- forms: sent once, however often the button is pressed ----------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // --- a form that came back with a fault: the first one is brought into sight -------------------
  const faulty = document.querySelector("main .is-invalid");
  if (faulty) {
    faulty.closest("details")?.setAttribute("open", "");
    faulty.focus({ preventScroll: true });
    faulty.scrollIntoView({ block: "center" });
  }

  // --- fields that send their form themselves, and fields that grow with what is written ---------
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-grow]")) return;
    event.target.style.height = "auto";
    event.target.style.height = `${event.target.scrollHeight + 2}px`;
  });

  // --- keys ---------------------------------------------------------------------------------
  // A page names its own by data-key on a link, a button, or a field that is to be written in.
  const pressed = (key) => {
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found) return false;
    if (found.matches("input, textarea, select")) found.focus();
    else found.click();
    return true;
  };
  let wantsMenu = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (event.target.matches("textarea, select")) event.target.form?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // Where nothing is typed, as in a tick box, keys are still those of the page.
    const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
    if (event.target.closest(`${typing}, dialog[open]`)) {
      // Esc leaves a field, so that the page's keys hold again; a dialog closes by itself.
      if (event.key === "Escape" && !event.target.closest("dialog[open]")) event.target.blur();
      return;
    }
    if (wantsMenu && /^[1-9]$/.test(event.key)) {
      document.querySelectorAll("[data-menu-line]")[Number(event.key) - 1]?.click();
    }
    wantsMenu = event.key === "g";
    if (!wantsMenu && pressed(event.key)) event.preventDefault();
    if (event.key === "?") dialog("keys");
    if (event.key === "/") {
      const field = document.querySelector("[data-search], input[type=search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
})();
