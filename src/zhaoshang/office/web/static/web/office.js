/* What pages do beyond links and forms: the drawer, menus, shortcuts, questions before what cannot be undone,
   messages with undo, rows of a formset. No word is written here: every text comes from the page.
   Runs on Chrome 80; without it every page still works, but for the questions, which the server asks then. */
(function () {
  "use strict";

  var page = document.documentElement;

  function one(selector, within) {
    return (within || document).querySelector(selector);
  }

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function csrfToken() {
    var meta = one('meta[name="csrf-token"]');
    return meta ? meta.content : "";
  }

  /* The drawer of the phone layout */
  function setDrawer(open) {
    page.classList.toggle("side-open", open);
    all("[data-drawer-open]").forEach(function (button) {
      button.setAttribute("aria-expanded", String(open));
    });
    var target = one(open ? ".side-close" : "[data-drawer-open]");
    if (target && target.offsetParent) {
      target.focus();
    }
  }

  /* Menus are <details>: one at a time, closed by Escape and by a click elsewhere */
  function closeMenus(except) {
    all("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  /* Dialogs: <dialog> where there is one; elsewhere the browser's own question */
  function showDialog(dialog) {
    if (typeof dialog.showModal === "function") {
      dialog.showModal();
      return true;
    }
    return false;
  }

  function fill(dialog, source) {
    var words = source.dataset;
    one("[data-part=title]", dialog).textContent = words.confirm;
    var text = one("[data-part=text]", dialog);
    text.textContent = words.confirmText || "";
    text.hidden = !words.confirmText;
    var yes = one("[data-part=yes]", dialog);
    yes.textContent = words.confirmYes || yes.dataset.usual;
    yes.classList.toggle("btn-danger", words.confirmTone !== "blue");
    yes.classList.toggle("btn-primary", words.confirmTone === "blue");
  }

  function ask(source, go) {
    var dialog = document.getElementById("confirm-dialog");
    if (!dialog || typeof dialog.showModal !== "function") {
      if (window.confirm([source.dataset.confirm, source.dataset.confirmText || ""].join("\n"))) {
        go();
      }
      return;
    }
    fill(dialog, source);
    dialog.returnValue = "no";
    dialog.onclose = function () {
      dialog.onclose = null;
      if (dialog.returnValue === "yes") {
        go();
      } else {
        source.focus();
      }
    };
    dialog.showModal();
    one("[data-part=no]", dialog).focus();
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target : event.target.parentNode;
    if (!target || !target.closest) {
      return;
    }
    var asking = target.closest("[data-confirm]");
    if (asking && asking.dataset.confirmed !== "yes" && !asking.matches("form") && !asking.hasAttribute("hx-confirm")) {
      event.preventDefault();
      event.stopPropagation();
      ask(asking, function () {
        asking.dataset.confirmed = "yes";
        asking.click();
        delete asking.dataset.confirmed;
      });
      return;
    }
    if (target.closest("[data-drawer-open]")) {
      setDrawer(true);
    } else if (target.closest("[data-drawer-close]")) {
      setDrawer(false);
    }
    var opener = target.closest("[data-dialog]");
    if (opener) {
      closeMenus(null);
      showDialog(document.getElementById(opener.dataset.dialog));
    }
    var closer = target.closest("[data-dialog-close]");
    if (closer) {
      closer.closest("dialog").close("no");
    }
    var dismiss = target.closest("[data-dismiss]");
    if (dismiss) {
      dismiss.closest(dismiss.dataset.dismiss).remove();
    }
    if (target.closest("[data-print]")) {
      window.print();
    }
    closeMenus(target.closest("details.menu"));
  }, true);

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.confirm && form.dataset.confirmed !== "yes") {
      event.preventDefault();
      event.stopPropagation();
      var button = event.submitter || document.activeElement;
      ask(form, function () {
        form.dataset.confirmed = "yes";
        if (button && button.form === form && button.name) {
          button.click();
        } else if (form.requestSubmit) {
          form.requestSubmit();
        } else {
          form.submit();
        }
        delete form.dataset.confirmed;
      });
      return;
    }
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    if (form.method === "post" && !form.matches("[hx-post], [data-again]")) {
      form.dataset.sent = "yes";
      form.dataset.changed = "";
      all("[type=submit]", form).forEach(function (button) {
        button.setAttribute("aria-busy", "true");
      });
    }
  }, true);

  /* Coming back with the browser's button finds a form that can be sent again */
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      all("[aria-busy]", form).forEach(function (button) {
        button.removeAttribute("aria-busy");
      });
    });
  });

  /* Leaving a changed form asks first */
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.matches("[data-guard]")) {
      form.dataset.changed = "yes";
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (one('form[data-changed="yes"]')) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  /* A choice that takes effect at once: language, period, a filter */
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) {
      event.target.form.submit();
    }
    if (event.target.matches("[data-choose-all]")) {
      all('input[type=checkbox][name="' + event.target.dataset.chooseAll + '"]').forEach(function (box) {
        box.checked = event.target.checked;
        markChosen(box);
      });
      countChosen();
    } else if (event.target.matches("[data-choose]")) {
      markChosen(event.target);
      countChosen();
    }
  });
  function markChosen(box) {
    var row = box.closest("tr");
    if (row) {
      row.classList.toggle("chosen", box.checked);
    }
  }
  function countChosen() {
    var count = all("[data-choose]:checked").length;
    all("[data-chosen-count]").forEach(function (place) {
      place.textContent = String(count);
    });
    all("[data-needs-chosen]").forEach(function (button) {
      button.disabled = count === 0;
    });
  }

  /* Shortcuts: "/" searches, "?" explains, "g" and a letter goes */
  var waiting = false;
  function isTyping(target) {
    return target.matches("input, textarea, select, [contenteditable]");
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = one("details.menu[open]");
      if (open) {
        closeMenus(null);
        one("summary", open).focus();
      } else if (page.classList.contains("side-open")) {
        setDrawer(false);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target) || one("dialog[open]")) {
      return;
    }
    if (waiting) {
      waiting = false;
      var link = one('[data-go="' + event.key.replace(/[^a-z]/g, "") + '"]');
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (event.key === "/") {
      var search = one("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?") {
      var help = document.getElementById("shortcuts-dialog");
      if (help) {
        event.preventDefault();
        showDialog(help);
      }
    } else if (event.key === "g") {
      waiting = true;
      window.setTimeout(function () {
        waiting = false;
      }, 1200);
    } else if (event.key === "n") {
      var create = one("[data-create]");
      if (create) {
        event.preventDefault();
        create.click();
      }
    }
  });

  /* Messages: those of the page go away by themselves after a while, unless they are read or say what failed */
  function settle(toast) {
    if (toast.matches(".toast-error, .toast-warning")) {
      return;
    }
    var seconds = one("form", toast) ? 12 : 6;
    var timer = null;
    function start() {
      timer = window.setTimeout(function () {
        toast.remove();
      }, seconds * 1000);
    }
    function stop() {
      window.clearTimeout(timer);
    }
    toast.addEventListener("mouseenter", stop);
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    start();
  }
  function addToast(detail) {
    var pattern = document.getElementById("toast-pattern");
    var place = one(".toasts");
    if (!pattern || !place) {
      return;
    }
    var toast = pattern.content.firstElementChild.cloneNode(true);
    toast.classList.add("toast-" + (detail.level || "info"));
    one("[data-part=text]", toast).textContent = detail.text;
    var form = one("form", toast);
    if (detail.undo) {
      form.action = detail.undo;
      one("[name=csrfmiddlewaretoken]", form).value = csrfToken();
    } else {
      form.remove();
    }
    place.appendChild(toast);
    settle(toast);
  }
  document.addEventListener("toast", function (event) {
    addToast(event.detail);
  });

  /* htmx: the token of every request, our dialog for hx-confirm, and a word when the server does not answer */
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") {
      event.detail.headers["X-CSRFToken"] = csrfToken();
    }
  });
  document.addEventListener("htmx:confirm", function (event) {
    if (!event.detail.question) {
      return;
    }
    event.preventDefault();
    var source = event.detail.elt;
    source.dataset.confirm = source.dataset.confirm || event.detail.question;
    ask(source, function () {
      event.detail.issueRequest(true);
    });
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      addToast({ level: "error", text: one(".toasts").dataset.failed });
    });
  });

  /* Rows of a formset: add one from the pattern, take one away (a saved one is marked, a new one is dropped) */
  function renumber(set) {
    one("input[name$=-TOTAL_FORMS]", set).value = String(all("[data-row]", set).length);
  }
  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target : event.target.parentNode;
    var add = target.closest("[data-row-add]");
    if (add) {
      var set = add.closest("[data-rows]");
      var number = one("input[name$=-TOTAL_FORMS]", set).value;
      var place = one("[data-rows-place]", set);
      var holder = document.createElement("template");
      holder.innerHTML = one("template", set).innerHTML.replace(/__prefix__/g, number);
      place.appendChild(holder.content);
      renumber(set);
      var first = one("input:not([type=hidden]), select, textarea", place.lastElementChild);
      if (first) {
        first.focus();
      }
    }
    var drop = target.closest("[data-row-drop]");
    if (drop) {
      var row = drop.closest("[data-row]");
      var mark = one("input[name$=-DELETE]", row);
      if (mark) {
        mark.checked = true;
        row.hidden = true;
        row.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  });

  /* A place to drop files on, which fills the file field within it */
  ["dragover", "dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var place = event.target.closest && event.target.closest(".drop-place");
      if (!place) {
        return;
      }
      event.preventDefault();
      place.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) {
        var input = one("input[type=file]", place);
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  /* What scrolls sideways can be reached, and so scrolled, from the keyboard */
  function openToKeyboard() {
    all(".table-scroll").forEach(function (place) {
      if (place.scrollWidth > place.clientWidth) {
        place.tabIndex = 0;
      } else {
        place.removeAttribute("tabindex");
      }
    });
  }
  window.addEventListener("resize", openToKeyboard);
  document.addEventListener("htmx:afterSwap", openToKeyboard);

  /* A row of stages that is wider than the screen is shown at the present one */
  function showPresentStage() {
    all(".steps-scroll").forEach(function (place) {
      var present = one(".current", place) || all(".done", place).pop();
      if (present && place.scrollWidth > place.clientWidth) {
        place.scrollLeft = present.offsetLeft - (place.clientWidth - present.offsetWidth) / 2;
      }
    });
  }

  function begin() {
    openToKeyboard();
    showPresentStage();
    all(".toasts .toast-office").forEach(settle);
    countChosen();
    var wrong = one(".error-summary:not([data-example])");
    if (wrong) {
      wrong.focus();
    }
  }
  document.addEventListener("htmx:afterSwap", countChosen);
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
