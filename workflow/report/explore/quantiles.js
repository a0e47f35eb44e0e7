// Quantiles come with the page, computed where the published numbers were; only the exact
// interval of summed counts must be solved here.

function normalQuantile(quantiles) {
  return quantiles.z;
}

function tQuantile(quantiles, df) {
  return quantiles.t[df - 1];
}

// Logarithm of the gamma function by Stirling's series above 15 (NIST DLMF 5.11.1).
function logGamma(x) {
  let shift = 0;
  while (x < 15) {
    shift += Math.log(x);
    x += 1;
  }
  const r = 1 / (x * x);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

// Regularised incomplete beta function by its continued fraction (NIST DLMF 8.17.22).
function incompleteBeta(x, a, b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let fraction = d;
  for (let m = 1; m < 2000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return (front * fraction) / a;
}

// Where the regularised incomplete beta function reaches a probability, by halving.
function betaQuantile(probability, a, b) {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 1100 && high - low > 1e-16 * high; i += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// Clopper and Pearson (1934), Biometrika 26:404.
function exactInterval(events, total, level) {
  const tail = (1 - level) / 2;
  return {
    low: events === 0 ? 0 : betaQuantile(tail, events, total - events + 1),
    high: events === total ? 1 : betaQuantile(1 - tail, events + 1, total - events),
  };
}
