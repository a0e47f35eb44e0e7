// Estimators of the between-study variance of two-stage models, with an intercept alone.

const SCAN_POINTS = 96;

function weightedMean(y, v, tau2) {
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < y.length; i += 1) {
    const w = 1 / (v[i] + tau2);
    total += w;
    sum += w * y[i];
    squares += w * w;
  }
  const mu = sum / total;
  let q = 0;
  let q2 = 0;
  let logWeights = 0;
  for (let i = 0; i < y.length; i += 1) {
    const w = 1 / (v[i] + tau2);
    const residual = y[i] - mu;
    q += w * residual * residual;
    q2 += (w * residual) ** 2;
    logWeights += Math.log(w);
  }
  return { mu, total, q, q2, logWeights, trace: total - squares / total };
}

function estimateTau2(method, y, v) {
  const k = y.length;
  if (method === "FE" || k <= 1) return 0;
  if (method === "DL") {
    const fit = weightedMean(y, v, 0);
    return Math.max(0, (fit.q - (k - 1)) / fit.trace);
  }
  const mean = y.reduce((a, b) => a + b, 0) / k;
  const spread = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (method === "HE") {
    const sampling = v.reduce((a, b) => a + b, 0) * (1 - 1 / k);
    return Math.max(0, (spread - sampling) / (k - 1));
  }
  if (method === "HS") {
    const fit = weightedMean(y, v, 0);
    return Math.max(0, (fit.q - k) / fit.total);
  }
  if (method === "SJ") {
    const start = spread / k;
    if (start === 0) return 0;
    return Math.max(0, (start * weightedMean(y, v, start).q) / (k - 1));
  }
  if (method === "PM" || method === "EB") return qRoot(y, v, k - 1);
  return likelihoodRoot(y, v, method === "REML");
}

function scanOfTau2(y, v) {
  const low = 1e-4 * Math.min(...v);
  const range = Math.max(...y) - Math.min(...y);
  const high = 10 * Math.max(Math.max(...v), range * range);
  const values = [0];
  for (let i = 0; i < SCAN_POINTS; i += 1) {
    values.push(low * (high / low) ** (i / (SCAN_POINTS - 1)));
  }
  return values;
}

function qRoot(y, v, target) {
  const excess = (tau2) => weightedMean(y, v, tau2).q - target;
  if (excess(0) <= 0) return 0;
  let high = scanOfTau2(y, v)[SCAN_POINTS];
  while (excess(high) > 0) high *= 4;
  return bracketedRoot(excess, 0, high);
}

// The highest of the local maxima of the (restricted) likelihood.
function likelihoodRoot(y, v, restricted) {
  const slope = (tau2) => {
    const fit = weightedMean(y, v, tau2);
    return fit.q2 - (restricted ? fit.trace : fit.total);
  };
  const height = (tau2) => {
    const fit = weightedMean(y, v, tau2);
    const value = 0.5 * fit.logWeights - 0.5 * fit.q;
    return restricted ? value - 0.5 * Math.log(fit.total) : value;
  };
  const grid = scanOfTau2(y, v);
  const slopes = grid.map(slope);
  const candidates = slopes[0] <= 0 ? [0] : [];
  for (let j = 0; j + 1 < grid.length; j += 1) {
    if (slopes[j] > 0 && slopes[j + 1] <= 0) {
      candidates.push(bracketedRoot(slope, grid[j], grid[j + 1]));
    }
  }
  let best = candidates[0];
  for (const tau2 of candidates) if (height(tau2) > height(best)) best = tau2;
  return best;
}

// Root of a function that changes its sign between two points: secant steps kept in the bracket,
// halving where they are slow (Dekker's rule with the Illinois weight).
function bracketedRoot(f, low, high) {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let i = 0; i < 300; i += 1) {
    const width = Math.abs(b - a);
    if (width <= 4e-16 * Math.max(Math.abs(a), Math.abs(b))) break;
    let c = i % 3 === 2 ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
    if (!(c > Math.min(a, b) && c < Math.max(a, b))) c = (a + b) / 2;
    const fc = f(c);
    if (fc === 0) return c;
    if (fc > 0 === fb > 0) {
      b = c;
      fb = fc;
      fa *= 0.5;
    } else {
      a = b;
      fa = fb;
      b = c;
      fb = fc;
    }
  }
  return Math.abs(f(a)) < Math.abs(f(b)) ? a : b;
}
