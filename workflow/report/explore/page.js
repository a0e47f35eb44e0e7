// Tables that can be sorted, filtered and saved, and drawings that can be saved.

function cellValue(row, index) {
  const text = row.cells[index].textContent.trim().replace("−", "-").replace(/\u2009/g, "");
  const number = parseFloat(text);
  return Number.isNaN(number) ? text.toLocaleLowerCase() : number;
}

function sortBy(table, index, header) {
  const up = header.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", up ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: cellValue(row, index) }));
  rows.sort((a, b) => {
    if (typeof a.value !== typeof b.value) return typeof a.value === "number" ? -1 : 1;
    const order = a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return up ? order : -order;
  });
  body.append(...rows.map((entry) => entry.row));
}

function csvOf(table) {
  const quoted = (cell) => {
    const text = cell.textContent.trim().replace(/\s+/g, " ");
    const plain = /^[=+\-@]/.test(text) ? `'${text}` : text;
    return `"${plain.replace(/"/g, '""')}"`;
  };
  return [...table.rows].map((row) => [...row.cells].map(quoted).join(",")).join("\r\n");
}

function equipTable(table, number) {
  if (!table.tHead || !table.tBodies.length) return;
  [...table.tHead.rows[0].cells].forEach((header, index) => {
    if (header.classList.contains("scale")) return;
    const name = header.textContent.trim();
    const sort = element("button", { type: "button", class: "sort" }, ...header.childNodes);
    sort.setAttribute("aria-label", `Sort by ${name}`);
    sort.addEventListener("click", () => sortBy(table, index, header));
    header.append(sort);
  });
  const tools = element("div", { class: "tools" });
  if (table.tBodies[0].rows.length > 8) {
    const field = element("input", { type: "search", placeholder: "Filter rows" });
    field.setAttribute("aria-label", "Filter the rows of this table");
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLocaleLowerCase();
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
      }
    });
    tools.append(field);
  }
  const save = element("button", { type: "button" }, "Save as CSV");
  save.addEventListener("click", () => {
    download(`table-${number + 1}.csv`, `\ufeff${csvOf(table)}\r\n`, "text/csv;charset=utf-8");
  });
  tools.append(save);
  (table.closest(".scroll") || table).after(tools);
}

// A figure of the page as a file of its own; its words, which stand below it, go along.
function standalone(picture, title, words) {
  const [kind, content] = picture.src.split(/,(.*)/s);
  const text = kind.endsWith("base64") ? atob(content) : decodeURIComponent(content);
  const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  drawing.prepend(drawn("title", {}, title), drawn("desc", {}, words));
  return new XMLSerializer().serializeToString(drawing);
}

function savePng(picture, name) {
  const canvas = element("canvas");
  canvas.width = Math.round((picture.naturalWidth / 96) * 300);
  canvas.height = Math.round((picture.naturalHeight / 96) * 300);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => download(name, blob, "image/png"));
}

// With this script the files come out of the page itself, wherever the page lies.
function equipFigure(figure) {
  const pictures = figure.querySelectorAll("img");
  const words = figure.querySelector(".described");
  for (const kind of ["svg", "png"]) {
    figure.querySelectorAll(`[data-save="${kind}"]`).forEach((link, i) => {
      const picture = pictures[i];
      link.addEventListener("click", (event) => {
        event.preventDefault();
        if (kind === "png") savePng(picture, link.download);
        else {
          const text = standalone(picture, picture.alt, words.textContent);
          download(link.download, text, "image/svg+xml");
        }
      });
    });
  }
}

function equipText(holder) {
  const said = element("span", { role: "status" });
  const copy = () => {
    const field = element("textarea", { readonly: true, "aria-label": holder.dataset.copy });
    field.value = holder.innerText;
    tools.append(field);
    copyFrom(field, (text) => {
      said.textContent = text;
      if (text === "Copied.") field.remove();
    });
  };
  const tools = element(
    "div",
    { class: "tools" },
    element("button", { type: "button", onclick: copy }, "Copy"),
    said
  );
  holder.after(tools);
}

// The sections of the analysis that is being read are open in the contents.
function followReading() {
  const entries = new Map();
  for (const link of document.querySelectorAll("nav > ol > li > a[href]")) {
    entries.set(link.hash.slice(1), link.parentElement);
  }
  const watcher = new IntersectionObserver(
    (changes) => {
      for (const change of changes) {
        const entry = entries.get(change.target.id);
        entry.classList.toggle("here", change.isIntersecting);
      }
    },
    { rootMargin: "-30% 0px -65% 0px" }
  );
  for (const id of entries.keys()) watcher.observe(document.getElementById(id));
}

function start() {
  document.querySelectorAll("main table").forEach(equipTable);
  document.querySelectorAll("figure[data-name]").forEach(equipFigure);
  document.querySelectorAll("[data-copy]").forEach(equipText);
  startExploring();
  followReading();
}

start();
