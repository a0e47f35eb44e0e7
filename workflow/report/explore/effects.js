// Measures of single proportions: value, sampling variance, and the way back to a proportion.

const CORRECTED = { PR: true, PLN: true, PLO: true };

function expit(x) {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function effectSizes(rows, measure, zeroCell) {
  const y = [];
  const v = [];
  let inverseTotals = 0;
  for (const row of rows) {
    let x = row.events;
    let n = row.total;
    inverseTotals += 1 / n;
    if (CORRECTED[measure] && (x === 0 || x === n)) {
      x += zeroCell;
      n += 2 * zeroCell;
    }
    const p = x / n;
    if (measure === "PR") {
      y.push(p);
      v.push((p * (1 - p)) / n);
    } else if (measure === "PLN") {
      y.push(Math.log(p));
      v.push(1 / x - 1 / n);
    } else if (measure === "PLO") {
      y.push(Math.log(x / (n - x)));
      v.push(1 / x + 1 / (n - x));
    } else if (measure === "PAS") {
      y.push(Math.asin(Math.sqrt(p)));
      v.push(1 / (4 * n));
    } else {
      const below = Math.asin(Math.sqrt(x / (n + 1)));
      const above = Math.asin(Math.sqrt((x + 1) / (n + 1)));
      y.push((below + above) / 2);
      v.push(1 / (4 * n + 2));
    }
  }
  return { y, v, harmonic: rows.length / inverseTotals };
}

function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

function toProportion(value, measure, harmonic) {
  if (measure === "PR") return clamp(value, 0, 1);
  if (measure === "PLN") return Math.exp(Math.min(value, 0));
  if (measure === "PLO") return expit(value);
  if (measure === "PAS") return Math.sin(clamp(value, 0, Math.PI / 2)) ** 2;
  return millerInverse(value, harmonic);
}

// Miller (1978), Am Stat 32:138, for a sample of the harmonic mean size.
function reachOfMiller(n) {
  const lowest = Math.asin(Math.sqrt(1 / (n + 1))) / 2;
  const highest = (Math.asin(Math.sqrt(n / (n + 1))) + Math.PI / 2) / 2;
  return { lowest, highest };
}

function millerInverse(value, n) {
  const { lowest, highest } = reachOfMiller(n);
  if (value <= lowest) return 0;
  if (value >= highest) return 1;
  const sine = Math.sin(2 * value);
  const root = 1 - (sine + (sine - 1 / sine) / n) ** 2;
  return (1 - Math.sign(Math.cos(2 * value)) * Math.sqrt(clamp(root, 0, 1))) / 2;
}

// Why a Freeman-Tukey estimate must not be shown; empty when it may be (Schwarzer et al. 2019,
// Res Synth Methods 10:476).
function freemanTukeyReasons(rows, effects, mu) {
  const reasons = [];
  const largest = Math.max(...rows.map((row) => row.total));
  if (largest / effects.harmonic > 5) {
    const times = (largest / effects.harmonic).toFixed(1);
    reasons.push(`the largest total is ${times} times the harmonic mean`);
  }
  const { lowest, highest } = reachOfMiller(effects.harmonic);
  if (!(lowest <= mu && mu <= highest)) {
    reasons.push("the pooled value lies outside the range that the inverse can reach");
  }
  const information = effects.v.reduce((sum, variance) => sum + 1 / variance, 0);
  const inverses = [
    millerInverse(mu, effects.harmonic),
    Math.sin(mu) ** 2,
    millerInverse(mu, information),
  ];
  const spread = Math.max(...inverses) - Math.min(...inverses);
  if (spread > 0.01) reasons.push(`its inverses differ by ${(100 * spread).toFixed(1)} points`);
  return reasons;
}
