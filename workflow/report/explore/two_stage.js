// Inverse-variance pooling.

function poolTwoStage(rows, options) {
  const { measure, tau2: method, test, quantiles } = options;
  const effects = effectSizes(rows, measure, options.zeroCell);
  const { y, v, harmonic } = effects;
  const k = rows.length;
  const tau2 = estimateTau2(method, y, v);
  const fit = weightedMean(y, v, tau2);
  let se = Math.sqrt(1 / fit.total);
  const scale = fit.q / (k - 1);
  if (test === "knha") se *= Math.sqrt(scale);
  if (test === "adhoc") se *= Math.sqrt(Math.max(1, scale));
  if (test === "knha" && scale < 1e-18) se = 0;
  const reach = test === "z" ? normalQuantile(quantiles) : tQuantile(quantiles, k - 1);
  const back = (value) => toProportion(value, measure, harmonic);
  const w = v.map((variance) => 1 / variance);
  const sum = w.reduce((a, b) => a + b, 0);
  const squares = w.reduce((a, b) => a + b * b, 0);
  const typical = ((k - 1) * sum) / (sum * sum - squares);
  const result = {
    mu: fit.mu,
    se,
    muLow: fit.mu - reach * se,
    muHigh: fit.mu + reach * se,
    tau2,
    i2: method === "FE" ? null : (100 * tau2) / (tau2 + typical),
    q: weightedMean(y, v, 0).q,
    piLow: null,
    piHigh: null,
    withheld: measure === "PFT" ? freemanTukeyReasons(rows, effects, fit.mu) : [],
  };
  if (method !== "FE" && se > 0 && studyCount(rows) > 2) {
    const far = tQuantile(quantiles, k - 1) * Math.sqrt(tau2 + se * se);
    result.piLow = back(fit.mu - far);
    result.piHigh = back(fit.mu + far);
  }
  result.estimate = back(result.mu);
  result.low = back(result.muLow);
  result.high = back(result.muHigh);
  return result;
}

function studyCount(rows) {
  return new Set(rows.map((row) => row.study)).size;
}
