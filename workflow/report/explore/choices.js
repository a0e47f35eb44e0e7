// What a reader may choose, and the configuration that such a choice stands for.

const MEASURES = {
  PLO: "logit",
  PAS: "arcsine",
  PFT: "Freeman–Tukey",
  PLN: "log",
  PR: "raw",
};
const TAU2_METHODS = ["REML", "DL", "PM", "ML", "EB", "HE", "SJ", "HS", "FE"];
const TESTS = {
  glmm: {
    auto: "by the number of studies",
    "profile-t": "profile likelihood, t cut-off",
    profile: "profile likelihood",
    t: "t",
    z: "Wald",
  },
  "inverse-variance": { adhoc: "ad hoc Hartung–Knapp", knha: "Hartung–Knapp", t: "t", z: "Wald" },
};

function publishedChoice(analysis) {
  return { ...analysis.model, left: [] };
}

// Models that the page cannot fit are shown with the default model in their place.
function startingChoice(analysis) {
  const known = analysis.model.method in TESTS && analysis.model.arms !== "multilevel";
  if (known) return publishedChoice(analysis);
  return { method: "glmm", measure: "PLO", tau2: "ML", test: "auto", arms: "separate", left: [] };
}

function optionsOf(analysis, choice) {
  return {
    method: choice.method,
    measure: choice.method === "glmm" ? "PLO" : choice.measure,
    tau2: choice.tau2,
    test: choice.test,
    arms: choice.arms,
    level: analysis.level,
    zeroCell: analysis.zeroCell,
    quantiles: analysis.quantiles,
  };
}

function keptRows(analysis, choice) {
  const left = new Set(choice.left);
  return analysis.rows.filter((row) => !left.has(row.study));
}

// JSON texts are YAML texts too, whatever a study is called.
function configuration(analysis, choice) {
  const kept = [...new Set(keptRows(analysis, choice).map((row) => row.study))];
  const where = { ...analysis.where };
  if (choice.left.length) where.study_id = kept;
  const lines = [
    "# A sensitivity analysis found by exploring the report; put it under “analyses:”.",
    `  ${analysis.slug.slice(0, 27).replace(/-+$/, "")}-sensitivity:`,
    `    label: ${JSON.stringify(`${analysis.label} (sensitivity analysis)`)}`,
  ];
  if (analysis.outcome) lines.push(`    outcome: ${JSON.stringify(analysis.outcome)}`);
  if (Object.keys(where).length) {
    lines.push("    where:");
    for (const [column, condition] of Object.entries(where)) {
      lines.push(`      ${JSON.stringify(column)}: ${JSON.stringify(condition)}`);
    }
  }
  lines.push(`    method: ${choice.method}`);
  if (choice.method === "inverse-variance") {
    lines.push(`    measure: ${choice.measure}`, `    tau2: ${choice.tau2}`);
  } else if (choice.tau2 === "FE") {
    lines.push("    tau2: FE");
  }
  if (choice.tau2 !== "FE" || choice.method === "inverse-variance") {
    lines.push(`    test: ${choice.test}`);
  }
  lines.push(`    arms: ${choice.arms}`, `    level: ${analysis.level}`);
  return `${lines.join("\n")}\n`;
}
