// Runs before the first paint, so that a dark page never flashes white.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const choice = root.dataset.themeChoice || "auto";
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    root.setAttribute("data-bs-theme", theme);
    document.dispatchEvent(new CustomEvent("shell:theme", { detail: theme }));
  };
  dark.addEventListener("change", show);
  document.addEventListener("shell:choose-theme", (event) => {
    root.dataset.themeChoice = event.detail;
    document.cookie = `qunce_theme=${event.detail}; path=/; max-age=31536000; samesite=lax`;
    show();
  });
  show();
})();
