// The front door: rows and options in, one result out, as the published numbers are made.

function combined(rows) {
  const studies = new Map();
  for (const row of rows) {
    const sum = studies.get(row.study) || { study: row.study, events: 0, total: 0 };
    sum.events += row.events;
    sum.total += row.total;
    studies.set(row.study, sum);
  }
  return [...studies.values()];
}

function glmmTest(test, studies) {
  if (test !== "auto") return test;
  if (studies === 2) return "profile";
  return studies < 6 ? "t" : "profile-t";
}

// Data that no random-effects model can pool get the exact interval under one rate.
function exactReason(rows, studies, events, total) {
  if (studies === 1) return "one study: its own exact interval, nothing is pooled";
  if (events === 0) return "no events: the exact interval if one common rate holds";
  if (events === total) return "events throughout: the exact interval if one common rate holds";
  if (rows.every((row) => row.total === 1)) return "single patients: the exact interval";
  return null;
}

function poolRows(given, options) {
  const rows = options.arms === "combine" ? combined(given) : given;
  const studies = studyCount(rows);
  const events = rows.reduce((sum, row) => sum + row.events, 0);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const size = { rows: rows.length, studies, events, total };
  if (rows.length === 0) return { ...size, reason: "no row is left" };
  const reason = exactReason(rows, studies, events, total);
  if (reason !== null) {
    return { ...size, reason, estimate: events / total, ...exactInterval(events, total, options.level) };
  }
  if (options.method === "inverse-variance") {
    return { ...size, reason: null, ...poolTwoStage(rows, options) };
  }
  return { ...size, ...poolGlmm(rows, studies, options) };
}

function poolGlmm(rows, studies, options) {
  const { quantiles } = options;
  const model = binomialNormal(rows);
  const fit = options.tau2 === "FE" ? commonFit(model) : fitGlmm(model);
  if (fit === null) {
    return { reason: "the rows are so far apart that the model has no finite estimate" };
  }
  const df = studies - 1;
  const se = Math.sqrt(fit.variance);
  const test = options.tau2 === "FE" ? "z" : glmmTest(options.test, studies);
  let muLow;
  let muHigh;
  if (test === "profile" || test === "profile-t") {
    const quantile = test === "profile" ? normalQuantile(quantiles) : tQuantile(quantiles, df);
    [muLow, muHigh] = profileLimits(model, fit, quantile * quantile);
  } else {
    const quantile = test === "z" ? normalQuantile(quantiles) : tQuantile(quantiles, df);
    muLow = fit.beta - quantile * se;
    muHigh = fit.beta + quantile * se;
  }
  const result = {
    reason: null,
    test,
    mu: fit.beta,
    se,
    muLow,
    muHigh,
    tau2: fit.tau * fit.tau,
    i2: null,
    piLow: null,
    piHigh: null,
    withheld: [],
    estimate: expit(fit.beta),
    low: expit(muLow),
    high: expit(muHigh),
  };
  if (options.tau2 === "FE") return result;
  const v = effectSizes(rows, "PLO", options.zeroCell).v;
  const sum = v.reduce((a, b) => a + 1 / b, 0);
  const squares = v.reduce((a, b) => a + 1 / (b * b), 0);
  const typical = ((v.length - 1) * sum) / (sum * sum - squares);
  result.i2 = (100 * result.tau2) / (result.tau2 + typical);
  if (studies > 2) {
    const far = tQuantile(quantiles, df) * Math.sqrt(result.tau2 + se * se);
    result.piLow = expit(fit.beta - far);
    result.piHigh = expit(fit.beta + far);
  }
  return result;
}
