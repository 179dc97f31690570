// The calendar: an entry is dragged to another day, or moved with Shift and an arrow key; arrow keys
// alone go from entry to entry; and the text that is being written is shown as it will read. Without this the entry's page does the same.
(function () {
  "use strict";
  var form = document.getElementById("pc-move");
  var dragged = null;

  function move(entry, day) {
    form.action = entry.dataset.move;
    form.elements.day.value = day;
    form.submit();
  }

  function shifted(day, count) {
    var date = new Date(day + "T12:00:00Z");
    date.setUTCDate(date.getUTCDate() + count);
    return date.toISOString().slice(0, 10);
  }

  function dayOf(node) {
    return node.closest ? node.closest(".pc-day") : null;
  }

  if (form) {
    document.addEventListener("dragstart", function (event) {
      dragged = event.target.closest("[data-move]");
      if (dragged) { event.dataTransfer.effectAllowed = "move"; }
    });
    document.addEventListener("dragover", function (event) {
      var day = dragged && dayOf(event.target);
      if (day && !day.hasAttribute("data-past")) {
        event.preventDefault();
        day.classList.add("pc-target");
      }
    });
    document.addEventListener("dragleave", function (event) {
      var day = dayOf(event.target);
      if (day) { day.classList.remove("pc-target"); }
    });
    document.addEventListener("drop", function (event) {
      var day = dragged && dayOf(event.target);
      if (day && day !== dayOf(dragged)) {
        event.preventDefault();
        move(dragged, day.dataset.day);
      }
    });
    document.addEventListener("keydown", function (event) {
      var steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
      var entry = event.target.closest && event.target.closest("[data-move]");
      if (entry && event.shiftKey && steps[event.key]) {
        event.preventDefault();
        move(entry, shifted(dayOf(entry).dataset.day, steps[event.key]));
      }
    });
  }

  // From entry to entry: up and down within a day, left and right to a day that has one.
  document.addEventListener("keydown", function (event) {
    var entry = event.target.closest && event.target.closest("a.pc-entry");
    if (!entry || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) { return; }
    var step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) { return; }
    event.preventDefault();
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      var all = Array.from(document.querySelectorAll("a.pc-entry"));
      var next = all[all.indexOf(entry) + step];
      if (next) { next.focus(); }
      return;
    }
    var days = Array.from(document.querySelectorAll(".pc-day"));
    for (var place = days.indexOf(dayOf(entry)) + step; days[place]; place += step) {
      var first = days[place].querySelector("a.pc-entry");
      if (first) { first.focus(); return; }
    }
  });

  document.querySelectorAll("[data-shown-in]").forEach(function (box) {
    var shown = document.getElementById(box.dataset.shownIn);
    box.addEventListener("input", function () { if (shown) { shown.textContent = box.value; } });
  });
})();
