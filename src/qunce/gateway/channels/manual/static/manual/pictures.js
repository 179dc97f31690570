// Takes pictures from the clipboard, and shows that reading them goes on. Without it the form works.
(() => {
  document.addEventListener("paste", (event) => {
    const input = document.querySelector("[data-pictures] input[type=file]");
    const found = Array.from(event.clipboardData?.files ?? []).filter((file) =>
      file.type.startsWith("image/"),
    );
    if (!input || !found.length) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...input.files, ...found]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-pictures]")) return;
    const input = event.target.querySelector("input[type=file]");
    if (input?.files?.length) event.submitter?.classList.add("btn-loading");
  });
  window.addEventListener("pageshow", () => {
    for (const each of document.querySelectorAll(".btn-loading")) each.classList.remove("btn-loading");
  });
})();
