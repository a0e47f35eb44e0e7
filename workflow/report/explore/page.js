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

// The classes of the page do not travel with a drawing, so its styles are written into it.
function standalone(svg) {
  const copy = svg.cloneNode(true);
  const names = new Set();
  for (const part of copy.querySelectorAll("[class]")) names.add(part.getAttribute("class"));
  const rules = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      const name = (rule.selectorText || "").slice(1);
      if (names.has(name)) rules.push(rule.cssText);
    }
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("width", `${width}pt`);
  copy.setAttribute("height", `${height}pt`);
  copy.prepend(drawn("style", {}, rules.join("\n")));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function savePng(svg, name) {
  const { text, width, height } = standalone(svg);
  const picture = new Image();
  picture.addEventListener("load", () => {
    const canvas = element("canvas");
    canvas.width = Math.round((width / 72) * 300);
    canvas.height = Math.round((height / 72) * 300);
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => download(`${name}.png`, blob, "image/png"));
  });
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function equipFigure(figure) {
  const svg = figure.querySelector("svg");
  const name = figure.dataset.name;
  if (!svg || !name) return;
  const tools = element("div", { class: "tools" });
  const save = (text, action) => {
    tools.append(element("button", { type: "button", onclick: action }, text));
  };
  save("Save as SVG", () => download(`${name}.svg`, standalone(svg).text, "image/svg+xml"));
  save("Save as PNG", () => savePng(svg, name));
  figure.append(tools);
}

function equipText(holder) {
  const field = holder.querySelector("textarea");
  const said = element("span", { role: "status" });
  const copy = () => copyFrom(field, (text) => (said.textContent = text));
  field.after(element("button", { type: "button", onclick: copy }, "Copy"), said);
}

function start() {
  document.querySelectorAll("main table").forEach(equipTable);
  document.querySelectorAll("figure[data-name]").forEach(equipFigure);
  document.querySelectorAll("[data-copy]").forEach(equipText);
  startExploring();
}

start();
