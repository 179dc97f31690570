// Shows what was dropped or chosen, and how far the upload is. Without it the form works as it is.
(() => {
  const size = (bytes) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

  const list = (input) => {
    const names = input.closest("[data-drop]")?.querySelector("[data-drop-names]");
    names?.replaceChildren(
      ...Array.from(input.files, (file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name} · ${size(file.size)}`;
        return line;
      }),
    );
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-drop] input[type=file]")) list(event.target);
  });
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      const place = event.target.closest?.("[data-drop]");
      if (!place || !event.dataTransfer) return;
      event.preventDefault();
      place.classList.toggle("bg-primary-lt", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        const input = place.querySelector("input[type=file]");
        input.files = event.dataTransfer.files;
        list(input);
      }
    });
  }
  document.addEventListener("dragleave", (event) => {
    event.target.closest?.("[data-drop]")?.classList.remove("bg-primary-lt");
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector?.("[data-drop-progress]");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (event.detail.loaded * 100) / event.detail.total;
  });
})();
