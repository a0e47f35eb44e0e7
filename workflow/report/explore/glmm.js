// Maximum likelihood for the binomial-normal model: the likelihood of τ, with the intercept at
// its best, is scanned so that no local maximum is missed, and refined by Newton steps.

const FINE_TAU = 1.2;
const COARSE_TAUS = [1.7, 2.4, 3.4, 4.8, 6.8, 9.6];
const VAST_TAUS = [20, 60];
const SCAN_NODES = 24;
const LARGEST_LOGIT = 36;
const TIGHT = 1e-10;
// Bounds are widened by it: near a maximum the scan, at a rough intercept, may err in sign.
const SLACK = 1.01;

function fineTaus(model) {
  const low = Math.min(0.2 * model.smallest, 0.1);
  const count = Math.ceil(3 * Math.log(FINE_TAU / low)) + 1;
  return Array.from({ length: count }, (_, i) => low * (FINE_TAU / low) ** (i / (count - 1)));
}

// The best intercept for one τ: a concave problem.
function bestIntercept(at, start, tolerance) {
  let mu = start;
  let evaluation = at(mu);
  for (let i = 0; i < 60; i += 1) {
    let step = -evaluation.mu / evaluation.muMu;
    if (!Number.isFinite(step) || Math.abs(step) < tolerance) break;
    step = clamp(step, -4, 4);
    let after = at(mu + step);
    for (let j = 0; j < 30; j += 1) {
      if (after.value >= evaluation.value - 1e-9 * (1 + Math.abs(evaluation.value))) break;
      step /= 2;
      after = at(mu + step);
    }
    mu += step;
    evaluation = after;
  }
  return { muAt: mu, ...evaluation };
}

function commonFit(model) {
  const events = model.x.reduce((a, b) => a + b, 0);
  const total = model.n.reduce((a, b) => a + b, 0);
  const mu = Math.log(events / (total - events));
  const at = conditional(model, mu);
  return { beta: mu, tau: 0, variance: -1 / at.muMu, height: at.value, slope: at.tau };
}

function scanOfTau(model, start) {
  const found = [];
  let mu = start;
  for (const taus of [fineTaus(model), COARSE_TAUS, VAST_TAUS]) {
    for (const tau of taus) {
      const nodes = Math.max(SCAN_NODES, Math.floor(nodesFor(tau) / 2));
      const best = bestIntercept((m) => evaluate(model, m, tau, nodes), mu, 1e-3);
      mu = best.muAt;
      found.push({ tau, beta: mu, height: best.value, slope: best.tau });
    }
    const last = taus[taus.length - 1];
    if (last >= COARSE_TAUS[COARSE_TAUS.length - 1] && found[found.length - 1].slope <= 0) break;
  }
  return found;
}

// Null when the likelihood still rises at the largest τ.
function fitGlmm(model) {
  const common = commonFit(model);
  const patients = model.n.reduce((a, b) => a + b, 0);
  const atZero = common.slope > 1e-12 * patients ? common.slope : 0;
  const points = [
    { tau: 0, beta: common.beta, height: common.height, slope: atZero },
    ...scanOfTau(model, common.beta),
  ];
  const last = points[points.length - 1];
  const highest = Math.max(...points.map((point) => point.height));
  if (last.slope > 0 && last.height >= highest - 1e-3) return null;
  let best = common;
  for (let j = 0; j + 1 < points.length; j += 1) {
    const below = points[j];
    const above = points[j + 1];
    if (below.slope > 0 && above.slope <= 0) {
      const start = j === 0 || above.height > below.height ? above.beta : below.beta;
      const candidate = refine(model, start, below.tau / SLACK, above.tau * SLACK);
      if (candidate.height > best.height) best = candidate;
    }
  }
  return best;
}

function refine(model, start, low, high) {
  let nodes = nodesFor(high);
  let found = jointMaximum(model, start, low, high, nodes);
  while (nodes < MOST_NODES) {
    const again = evaluate(model, found.beta, found.tau, 2 * nodes);
    const [dMu, dTau] = newtonStep(again);
    if (Math.max(Math.abs(dMu), Math.abs(dTau)) < 100 * TIGHT) {
      found = { beta: found.beta + dMu, tau: found.tau + dTau, evaluation: again };
      break;
    }
    nodes *= 2;
    found = jointMaximum(model, found.beta, low, high, nodes);
  }
  const at = found.evaluation;
  const determinant = at.muMu * at.tauTau - at.muTau * at.muTau;
  return {
    beta: found.beta,
    tau: found.tau,
    variance: -at.tauTau / determinant,
    height: at.value,
  };
}

function newtonStep(at) {
  const determinant = at.muMu * at.tauTau - at.muTau * at.muTau;
  return [
    -(at.tauTau * at.mu - at.muTau * at.tau) / determinant,
    -(at.muMu * at.tau - at.muTau * at.mu) / determinant,
  ];
}

function jointMaximum(model, start, lowest, highest, nodes) {
  let low = lowest;
  let high = highest;
  let tau = low === 0 ? high / 2 : Math.sqrt(low * high);
  let beta = start;
  let evaluation;
  for (let i = 0; i < 60; i += 1) {
    const at = tau;
    const best = bestIntercept((m) => evaluate(model, m, at, nodes), beta, TIGHT);
    beta = best.muAt;
    evaluation = best;
    if (best.tau > 0) low = tau;
    else high = tau;
    const drift = best.muTau / best.muMu;
    const curvature = -(best.tauTau - best.muTau * drift);
    let target = curvature > 0 ? tau + best.tau / curvature : Infinity;
    if (Math.abs(target - tau) < TIGHT) break;
    if (!(target >= low && target <= high)) target = (low + high) / 2;
    beta -= drift * (target - tau);
    tau = target;
  }
  return { beta, tau, evaluation };
}
