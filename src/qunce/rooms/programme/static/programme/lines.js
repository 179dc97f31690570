// The lines of the week's summary: dragged to another place within their part, or moved by the
// arrows without a new page. Without this the arrows ask the server for the same.
(function () {
  "use strict";
  var dragged = null;

  function mark(list) {
    var rows = Array.from(list.children);
    rows.forEach(function (row, place) {
      row.querySelector("[name=up]").disabled = place === 0;
      row.querySelector("[name=down]").disabled = place === rows.length - 1;
    });
  }

  document.querySelectorAll("[data-lines]").forEach(function (list) {
    if (list.children.length < 2) { return; }
    Array.from(list.children).forEach(function (row) {
      row.addEventListener("pointerdown", function (event) {
        // Words are selected in their field, not dragged away with the line.
        row.draggable = event.pointerType === "mouse" && !event.target.closest("input, a, button");
      });
      row.addEventListener("dragstart", function (event) {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", "");
      });
      row.addEventListener("dragend", function () { dragged = null; row.draggable = false; });
    });
    list.addEventListener("dragover", function (event) {
      var row = event.target.closest("[data-lines] > *");
      if (!dragged || !row || row.parentNode !== list || dragged.parentNode !== list) { return; }
      event.preventDefault();
      var box = row.getBoundingClientRect();
      var isBelow = event.clientY > box.top + box.height / 2;
      if (row !== dragged) { list.insertBefore(dragged, isBelow ? row.nextSibling : row); }
      mark(list);
    });
    list.addEventListener("drop", function (event) { if (dragged) { event.preventDefault(); } });
    list.addEventListener("click", function (event) {
      var button = event.target.closest("[name=up], [name=down]");
      if (!button) { return; }
      event.preventDefault();
      var row = button.closest("[data-lines] > *");
      if (button.name === "up" && row.previousElementSibling) {
        list.insertBefore(row, row.previousElementSibling);
      } else if (button.name === "down" && row.nextElementSibling) {
        list.insertBefore(row.nextElementSibling, row);
      }
      mark(list);
      (button.disabled ? row.querySelector("[name=" + (button.name === "up" ? "down" : "up") + "]") : button).focus();
    });
  });
})();
