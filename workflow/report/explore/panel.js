// The panel in which a reader explores an analysis. The published result stays where it is.

function chooser(label, options, value, change) {
  const select = element("select", { onchange: () => change(select.value) });
  for (const [key, text] of Object.entries(options)) {
    select.append(element("option", { value: key, selected: key === value }, text));
  }
  return element("label", {}, `${label} `, select);
}

function explorePanel(analysis) {
  let choice = startingChoice(analysis);
  let waiting = 0;
  const seen = new Set();
  const studies = new Map();
  for (const row of analysis.rows) if (!studies.has(row.study)) studies.set(row.study, row);

  const controls = element("div", { class: "controls" });
  const boxes = element("fieldset", { class: "boxes" });
  const filters = element("div", { class: "controls" });
  const said = element("p", { class: "said", role: "status" });
  const variants = element("p", { class: "variants" });
  const plot = element("div", { class: "scroll", tabindex: "0", role: "group" });
  plot.setAttribute("aria-label", "Forest plot of the exploration");
  const series = element("div", { class: "series" });
  const snippet = element("textarea", {
    readonly: true,
    rows: "12",
    spellcheck: "false",
    "aria-label": "Configuration of this variant",
  });
  const copied = element("span", { role: "status" });

  function set(changes) {
    choice = { ...choice, ...changes };
    series.replaceChildren();
    waiting += 1;
    draw();
  }

  function setMethod(method) {
    const test = Object.keys(TESTS[method])[0];
    set({ method, test, tau2: method === "glmm" ? "ML" : "REML", measure: "PLO" });
  }

  function toggle(study, kept) {
    const left = new Set(choice.left);
    if (kept) left.delete(study);
    else left.add(study);
    set({ left: [...left].sort() });
  }

  function keepOnly(fits) {
    const left = [...studies.values()].filter((row) => !fits(row)).map((row) => row.study);
    set({ left: left.sort() });
  }

  function drawControls() {
    const list = [
      chooser(
        "Model",
        { glmm: "binomial–normal (GLMM)", "inverse-variance": "inverse variance" },
        choice.method,
        setMethod
      ),
    ];
    if (choice.method === "inverse-variance") {
      const names = Object.fromEntries(TAU2_METHODS.map((name) => [name, name]));
      names.FE = "none (common effect)";
      list.push(chooser("Scale", MEASURES, choice.measure, (measure) => set({ measure })));
      list.push(chooser("τ²", names, choice.tau2, (tau2) => set({ tau2 })));
    } else {
      const effects = { ML: "random", FE: "common" };
      list.push(chooser("Effects", effects, choice.tau2, (tau2) => set({ tau2 })));
    }
    if (choice.method === "inverse-variance" || choice.tau2 !== "FE") {
      list.push(chooser("Interval", TESTS[choice.method], choice.test, (test) => set({ test })));
    }
    if (analysis.rows.length > studies.size) {
      const arms = { separate: "as separate rows", combine: "summed" };
      list.push(chooser("Arms of a study", arms, choice.arms, (value) => set({ arms: value })));
    }
    controls.replaceChildren(...list);
  }

  function drawBoxes() {
    const left = new Set(choice.left);
    const items = [...studies.values()].map((row) =>
      element(
        "label",
        {},
        element("input", {
          type: "checkbox",
          checked: !left.has(row.study),
          onchange: (event) => toggle(row.study, event.target.checked),
        }),
        ` ${row.name}`
      )
    );
    boxes.replaceChildren(element("legend", {}, "Studies that are pooled"), ...items);
  }

  function drawFilters() {
    const list = Object.entries(analysis.filters).map(([column, levels]) => {
      const options = { "": "all" };
      levels.forEach((level, i) => {
        options[i] = level.replace(/_/g, " ") || "not stated";
      });
      return chooser(`Only ${column.replace(/_/g, " ")}`, options, "", (picked) => {
        const level = levels[Number(picked)];
        keepOnly((row) => picked === "" || row.cells[column] === level);
      });
    });
    filters.replaceChildren(...list);
  }

  function sentence(result) {
    const size = `${plural(result.rows, "row")} of ${plural(result.studies, "study", "studies")}`;
    if (result.rows === 0) return "No study is left: tick at least one.";
    if (result.withheld && result.withheld.length) {
      return `${size}: no estimate is shown, since ${result.withheld.join("; ")}.`;
    }
    if (result.estimate === undefined) return `${size}: ${result.reason}.`;
    const level = `${Number((100 * analysis.level).toFixed(4))} % CI`;
    const interval = `${level} ${intervalText(result.low, result.high)}`;
    let text = `${percent(result.estimate)} % (${interval}), ${size}`;
    if (result.reason) return `${text}; ${result.reason}.`;
    if (result.piLow !== null) {
      text += `; prediction interval ${intervalText(result.piLow, result.piHigh)} %`;
    }
    text += `; τ² = ${result.tau2.toPrecision(2)}`;
    if (result.i2 !== null) text += `, I² = ${result.i2.toFixed(0)} %`;
    return `${text}.`;
  }

  function draw() {
    drawControls();
    drawBoxes();
    const rows = keptRows(analysis, choice);
    const result = poolRows(rows, optionsOf(analysis, choice));
    seen.add(JSON.stringify(choice));
    said.replaceChildren(
      element("strong", {}, "Exploratory, not the published result: "),
      sentence(result)
    );
    const count = plural(seen.size, "variant");
    variants.textContent =
      `${count} viewed. The more variants are viewed, the easier one is found that pleases; ` +
      "report all that were tried.";
    plot.replaceChildren(forestPlot(analysis, choice, analysis.published, result));
    snippet.value = configuration(analysis, choice);
    copied.textContent = "";
  }

  // One study after the other, so that the page never stands still.
  function leaveOneOut() {
    const rows = keptRows(analysis, choice);
    const names = [...new Set(rows.map((row) => row.study))];
    const table = element("tbody");
    const state = element("p", { role: "status" }, "Leaving out …");
    const head = element("tr", {});
    for (const text of ["Without", "Pooled rate, % (CI)", "τ²"]) {
      head.append(element("th", { scope: "col" }, text));
    }
    series.replaceChildren(state, element("table", {}, element("thead", {}, head), table));
    waiting += 1;
    const turn = waiting;
    const step = (i) => {
      if (turn !== waiting) return;
      if (i === names.length) {
        state.textContent = `${plural(names.length, "study", "studies")} left out in turn.`;
        return;
      }
      const rest = rows.filter((row) => row.study !== names[i]);
      const result = poolRows(rest, optionsOf(analysis, choice));
      const known = result.estimate !== undefined && !(result.withheld && result.withheld.length);
      const text = known
        ? `${percent(result.estimate)} (${intervalText(result.low, result.high)})`
        : "no estimate";
      const tau2 = known && !result.reason ? result.tau2.toPrecision(2) : "–";
      table.append(
        element(
          "tr",
          {},
          element("th", { scope: "row" }, studies.get(names[i]).name),
          element("td", {}, text),
          element("td", {}, tau2)
        )
      );
      setTimeout(() => step(i + 1), 0);
    };
    step(0);
  }

  function reset() {
    drawFilters();
    set(startingChoice(analysis));
  }

  drawFilters();
  draw();
  const button = (text, action) => element("button", { type: "button", onclick: action }, text);
  return element(
    "div",
    { class: "explore" },
    said,
    element(
      "div",
      { class: "buttons" },
      button("Back to the published choice", reset),
      button("All studies", () => set({ left: [] })),
      button("Leave out each study in turn", leaveOneOut)
    ),
    controls,
    filters,
    boxes,
    plot,
    series,
    variants,
    element("p", {}, "As a registered sensitivity analysis, for config/config.yaml:"),
    snippet,
    element(
      "div",
      { class: "buttons" },
      button("Copy as configuration", () => copyFrom(snippet, (text) => (copied.textContent = text))),
      copied
    )
  );
}

function startExploring() {
  for (const holder of document.querySelectorAll("[data-explore]")) {
    const source = document.getElementById(holder.dataset.explore);
    const details = element("details", { class: "exploring" });
    details.append(element("summary", {}, "Explore: leave studies out, try other models"));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) {
        details.append(explorePanel(JSON.parse(source.textContent)));
      }
    });
    holder.append(details);
  }
}
