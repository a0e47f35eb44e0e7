// Profile-likelihood limits of the intercept, τ free at each value (Venzon & Moolgavkar 1988).

function profileLimits(model, fit, cutoff) {
  const target = fit.height - cutoff / 2;
  const spread = Math.max(Math.sqrt(fit.variance), 1e-6);
  return [-1, 1].map((side) => {
    const direct = jointLimit(model, fit, target, side);
    if (direct !== null && highestBeside(model, direct, target)) return direct.mu;
    return crossing((mu) => highestOverTau(model, mu, target), fit.beta, side * spread);
  });
}

// A limit solves: height = target, no slope by τ. Null where Newton steps do not settle.
function jointLimit(model, fit, target, side) {
  if (fit.tau === 0) return null;
  let mu = fit.beta + side * Math.sqrt(2 * (fit.height - target) * fit.variance);
  let tau = fit.tau;
  const nodes = nodesFor(4 * fit.tau);
  for (let i = 0; i < 14; i += 1) {
    const at = evaluate(model, mu, tau, nodes);
    const determinant = at.mu * at.tauTau - at.tau * at.muTau;
    if (!(Math.abs(determinant) > 0)) return null;
    const gap = at.value - target;
    const dMu = (at.tauTau * gap - at.tau * at.tau) / determinant;
    const dTau = (at.mu * at.tau - at.muTau * gap) / determinant;
    mu -= dMu;
    tau -= dTau;
    if (!(tau > fit.tau / 4 && tau < 4 * fit.tau)) return null;
    if (Math.max(Math.abs(dMu), Math.abs(dTau)) < 1e-6) {
      return side * (mu - fit.beta) > 0 && at.tauTau < 0 ? { mu, tau } : null;
    }
  }
  return null;
}

// Heights over τ at one intercept; the vast values only where the height still rises.
function profileScan(model, mu) {
  const points = [{ tau: 0, height: conditional(model, mu).value }];
  for (const taus of [[...fineTaus(model), ...COARSE_TAUS], VAST_TAUS]) {
    for (const tau of taus) {
      const nodes = Math.max(SCAN_NODES, Math.floor(nodesFor(tau) / 2));
      points.push({ tau, height: evaluate(model, mu, tau, nodes).value });
    }
    const [before, last] = points.slice(-2);
    if (last.height <= before.height) break;
  }
  return points;
}

// Whether a scan over τ is highest beside the given τ, and nowhere above the target.
function highestBeside(model, limit, target) {
  const points = profileScan(model, limit.mu);
  let best = 0;
  points.forEach((point, j) => {
    if (point.height > points[best].height) best = j;
  });
  const low = points[Math.max(best - 1, 0)].tau;
  const high = best + 1 < points.length ? points[best + 1].tau : Infinity;
  return low <= limit.tau && limit.tau <= high && points[best].height <= target + 1e-7;
}

function highestOverTau(model, mu, target) {
  const atZero = conditional(model, mu);
  const points = profileScan(model, mu);
  let best = 0;
  points.forEach((point, j) => {
    if (point.height > points[best].height) best = j;
  });
  if (best === 0 && atZero.tau <= 0) return { value: atZero.value - target, slope: atZero.mu };
  const low = best > 0 ? points[best - 1].tau : 0;
  const high = points[Math.min(best + 1, points.length - 1)].tau;
  const top = climb(model, mu, best > 0 ? points[best].tau : points[1].tau, low, high);
  return top.value >= atZero.value
    ? { value: top.value - target, slope: top.slope }
    : { value: atZero.value - target, slope: atZero.mu };
}

function climb(model, mu, start, lowest, highest) {
  let low = lowest;
  let high = highest;
  let tau = start;
  let best = { value: -Infinity, slope: 0 };
  for (let i = 0; i < 60; i += 1) {
    const at = evaluate(model, mu, tau, nodesFor(tau));
    if (at.value > best.value) best = { value: at.value, slope: at.mu };
    if (at.tau > 0) low = tau;
    else high = tau;
    const doubled = at.tau > 0 ? 2 * tau : tau / 2;
    const target = at.tauTau < 0 ? tau - at.tau / at.tauTau : doubled;
    if (Math.abs(target - tau) < 1e-6 || high - low < 1e-11) break;
    tau = target >= low && target <= high ? target : (low + high) / 2;
  }
  return best;
}

// Go outwards until the excess is negative, then Newton steps kept in the bracket; infinite when
// it never is.
function crossing(excess, centre, firstStep) {
  let step = firstStep;
  let inside = centre;
  let outside = centre + 2 * step;
  let at = excess(outside);
  while (at.value > 0) {
    if (Math.abs(outside) >= LARGEST_LOGIT) return Math.sign(step) * Infinity;
    step *= 1.6;
    inside = outside;
    outside = clamp(outside + 2 * step, -LARGEST_LOGIT, LARGEST_LOGIT);
    at = excess(outside);
  }
  let mu = outside;
  for (let i = 0; i < 100; i += 1) {
    const move = at.slope ? -at.value / at.slope : Infinity;
    if (Math.abs(move) < 1e-6) return mu + move;
    if (at.value > 0) inside = mu;
    else outside = mu;
    const target = mu + move;
    const low = Math.min(inside, outside);
    const high = Math.max(inside, outside);
    mu = target > low && target < high ? target : (low + high) / 2;
    at = excess(mu);
  }
  return mu;
}
