// The forest plot of an exploration: the rows, the published diamond, and the exploratory one.

const ROW = 17;
const NAME = 250;
const NUMBERS = 150;
const WIDTH = 860;

function roundEnd(highest) {
  for (const end of [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]) if (highest <= end) return end;
  return 1;
}

function shortened(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function forestPlot(analysis, choice, published, result) {
  const left = new Set(choice.left);
  const rows = analysis.rows;
  const needed = [published.high || 0, (result.reason === null && result.high) || 0];
  for (const row of rows) needed.push(Math.min(row.high, 1.5 * Math.max(row.events / row.total, 0.2)));
  const end = roundEnd(Math.max(...needed));
  const place = (p) => NAME + (Math.min(p, end) / end) * (WIDTH - NAME - NUMBERS - 24);
  const height = (rows.length + 3) * ROW + 34;
  const svg = drawn("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`,
    class: "explored",
    role: "img",
    "aria-label": "Forest plot of the exploratory analysis; the line above it says the numbers.",
  });
  const most = Math.max(...rows.map((row) => row.total));
  rows.forEach((row, i) => {
    const y = (i + 0.5) * ROW;
    const group = drawn("g", { class: left.has(row.study) ? "left" : "kept" });
    const name = row.arm ? `${row.name}, ${row.arm}` : row.name;
    group.append(drawn("text", { x: 0, y: y + 4 }, shortened(name, 40)));
    group.append(drawn("line", { x1: place(row.low), x2: place(row.high), y1: y, y2: y }));
    const side = Math.max(3, 11 * Math.sqrt(row.total / most));
    const x = place(row.events / row.total) - side / 2;
    group.append(drawn("rect", { x, y: y - side / 2, width: side, height: side }));
    if (row.high > end) {
      const tip = place(end);
      group.append(drawn("path", { d: `M${tip},${y - 4}l6,4l-6,4z`, class: "tip" }));
    }
    const numbers = `${row.events}/${row.total}`;
    group.append(drawn("text", { x: WIDTH, y: y + 4, class: "end" }, numbers));
    svg.append(group);
  });
  const diamond = (shown, line, kind, label) => {
    const y = (rows.length + line + 0.75) * ROW;
    svg.append(drawn("text", { x: 0, y: y + 4, class: kind }, label));
    if (shown.low === undefined || shown.low === null) return;
    const [a, b, c] = [shown.low, shown.estimate, shown.high].map(place);
    const d = `M${a},${y}L${b},${y - 6}L${c},${y}L${b},${y + 6}z`;
    svg.append(drawn("path", { d, class: kind }));
    const text = `${percent(shown.estimate)} (${intervalText(shown.low, shown.high)})`;
    svg.append(drawn("text", { x: WIDTH, y: y + 4, class: `end ${kind}` }, text));
  };
  diamond(published, 0, "published", "Published");
  const shown = result.withheld && result.withheld.length ? {} : result;
  diamond(shown, 1, "exploratory", "Exploratory");
  const foot = (rows.length + 2.4) * ROW;
  svg.append(drawn("line", { x1: place(0), x2: place(end), y1: foot, y2: foot, class: "axis" }));
  for (let i = 0; i <= 4; i += 1) {
    const value = (end * i) / 4;
    const x = place(value);
    svg.append(drawn("line", { x1: x, x2: x, y1: foot, y2: foot + 4, class: "axis" }));
    const text = `${Number((100 * value).toFixed(2))}`;
    svg.append(drawn("text", { x, y: foot + 16, class: "tick" }, text));
  }
  svg.append(drawn("text", { x: (place(0) + place(end)) / 2, y: foot + 32, class: "tick" }, "% of patients"));
  return svg;
}
