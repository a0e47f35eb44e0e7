// The binomial-normal likelihood by the trapezoidal rule on an interval found for each row, with
// its derivatives by the intercept and by τ (the same method as the published fit).

const DROP = 37;
const REACH = 9;
const LEAST_NODES = 32;
const MOST_NODES = 4096;

function nodesFor(tau) {
  return Math.min(MOST_NODES, Math.max(LEAST_NODES, Math.ceil(28 * tau)));
}

function softplus(eta) {
  return Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta)));
}

function binomialNormal(rows) {
  const xlogy = (x, y) => (x === 0 ? 0 : x * Math.log(y));
  const x = Float64Array.from(rows, (row) => row.events);
  const n = Float64Array.from(rows, (row) => row.total);
  const saturated = x.map((e, i) => xlogy(e, e / n[i]) + xlogy(n[i] - e, 1 - e / n[i]));
  const smallest = Math.sqrt(
    Math.min(...x.map((e, i) => 1 / (e + 0.5) + 1 / (n[i] - e + 0.5)))
  );
  return { x, n, saturated, smallest };
}

// At τ = 0; the place of the score of τ holds the slope by τ², which tells whether the likelihood
// rises away from the boundary.
function conditional(model, mu) {
  const p = expit(mu);
  const log = softplus(mu);
  let value = 0;
  let score = 0;
  let curvature = 0;
  let slope = 0;
  for (let i = 0; i < model.x.length; i += 1) {
    const rest = model.x[i] - model.n[i] * p;
    const w = model.n[i] * p * (1 - p);
    value += model.x[i] * mu - model.n[i] * log - model.saturated[i];
    score += rest;
    curvature -= w;
    slope += 0.5 * (rest * rest - w);
  }
  return { value, mu: score, tau: slope, muMu: curvature };
}

function modeOf(x, n, mu, tau) {
  const y = Math.log((x + 0.5) / (n - x + 0.5)) - mu;
  const v = 1 / (x + 0.5) + 1 / (n - x + 0.5);
  const first = tau * (x - n * expit(mu));
  let low = Math.min(first, 0);
  let high = Math.max(first, 0);
  let u = clamp((tau * y) / (tau * tau + v), low, high);
  for (let i = 0; i < 120; i += 1) {
    const p = expit(mu + tau * u);
    const slope = tau * (x - n * p) - u;
    if (slope > 0) low = u;
    else high = u;
    const move = slope / (1 + tau * tau * n * p * (1 - p));
    if (Math.abs(move) < 1e-4) break;
    const step = u + move;
    const usable = step >= low && step <= high && (i < 8 || i % 2 === 0);
    u = usable ? step : (low + high) / 2;
  }
  return u;
}

function logHeight(x, n, mu, tau, u) {
  const eta = mu + tau * u;
  return x * eta - n * softplus(eta) - 0.5 * u * u;
}

function edgeOf(x, n, mu, tau, mode, peak, reach) {
  let u = mode + reach;
  for (let i = 0; i < 7; i += 1) {
    const excess = logHeight(x, n, mu, tau, u) - peak + DROP;
    u -= excess / (tau * (x - n * expit(mu + tau * u)) - u);
  }
  return u;
}

function evaluate(model, mu, tau, nodes) {
  const total = { value: 0, mu: 0, tau: 0, muMu: 0, muTau: 0, tauTau: 0 };
  for (let i = 0; i < model.x.length; i += 1) {
    const x = model.x[i];
    const n = model.n[i];
    const mode = modeOf(x, n, mu, tau);
    const peak = logHeight(x, n, mu, tau, mode);
    const low = edgeOf(x, n, mu, tau, mode, peak, -REACH);
    const high = edgeOf(x, n, mu, tau, mode, peak, REACH);
    const step = (high - low) / (nodes - 1);
    let mass = 0;
    let s = 0;
    let su = 0;
    let ss = 0;
    let ssu = 0;
    let ssuu = 0;
    let w = 0;
    let wu = 0;
    let wuu = 0;
    for (let j = 0; j < nodes; j += 1) {
      const u = low + j * step;
      const eta = mu + tau * u;
      const e = Math.exp(-Math.abs(eta));
      const p = eta >= 0 ? 1 / (1 + e) : e / (1 + e);
      const height = x * eta - n * (Math.max(eta, 0) + Math.log1p(e)) - 0.5 * u * u - peak;
      const density = Math.exp(height);
      const rest = x - n * p;
      const spread = density * n * p * (1 - p);
      const weighted = density * rest;
      mass += density;
      s += weighted;
      su += weighted * u;
      ss += weighted * rest;
      ssu += weighted * rest * u;
      ssuu += weighted * rest * u * u;
      w += spread;
      wu += spread * u;
      wuu += spread * u * u;
    }
    s /= mass;
    su /= mass;
    total.value += peak + Math.log(mass * step) - 0.5 * Math.log(2 * Math.PI) - model.saturated[i];
    total.mu += s;
    total.tau += su;
    total.muMu += (ss - w) / mass - s * s;
    total.muTau += (ssu - wu) / mass - s * su;
    total.tauTau += (ssuu - wuu) / mass - su * su;
  }
  return total;
}
