# The marginal likelihood of the binomial-normal model and its derivatives, by the trapezoidal rule.
#
# With b = eta + tau u and u standard normal, the integrand in u is analytic, log-concave and falls
# at least as fast as a normal density, so that equal steps converge exponentially and, unlike
# Gauss-Hermite nodes, cope with the skewed integrands of rows without events.

STEPS_PER_SD <- 3
DROP <- 46  # log of the integrand below its maximum where the range ends: a factor of 1e-20

log1pexp <- function(b) pmax(b, 0) + log1p(exp(-abs(b)))

# Bisection of a falling function of u, for all rows at once.
bisect_rows <- function(f, low, high, steps) {
   for (step in seq_len(steps)) {
      middle <- (low + high) / 2
      above <- f(middle) > 0
      low[above] <- middle[above]
      high[!above] <- middle[!above]
   }
   (low + high) / 2
}

integration_range <- function(x, n, eta, tau) {
   g <- function(u) x * (eta + tau * u) - n * log1pexp(eta + tau * u) - u^2 / 2
   slope <- function(u) tau * (x - n * plogis(eta + tau * u)) - u
   mode <- bisect_rows(slope, -tau * (n - x) - 1, tau * x + 1, 60)
   reach <- sqrt(2 * DROP)
   fall <- function(u) log_relative(x, n, eta, tau, mode, u) + DROP
   right <- bisect_rows(fall, mode, mode + reach, 20)
   left <- -bisect_rows(function(u) fall(-u), -mode, -mode + reach, 20)
   p <- plogis(eta + tau * mode)
   list(low = left - 1e-3, high = right + 1e-3, top = g(mode), mode = mode,
        sd = 1 / sqrt(1 + tau^2 * n * p * (1 - p)))
}

# Log of the integrand at u relative to its maximum at `mode`, without cancellation for large n.
log_relative <- function(x, n, eta, tau, mode, u) {
   z <- tau * (u - mode)
   p <- plogis(eta + tau * mode)
   q <- plogis(eta + tau * mode, lower.tail = FALSE)
   from <- ifelse(z > 0, q, p)
   to <- ifelse(z > 0, p, q)
   rise <- pmax(z, 0) + ifelse(abs(z) < 1, log1p(from * expm1(-abs(z))), log(to + from * exp(-abs(z))))
   x * z - n * rise - (u - mode) * (u + mode) / 2
}

# Log-likelihood without binomial coefficients at rows' linear predictors eta (X beta) and one tau,
# with gradient and Hessian in (beta, tau) from the posterior moments of u (Louis 1982).
marginal <- function(x, n, X, beta, tau, steps_per_sd = STEPS_PER_SD, derivatives = TRUE) {
   tau <- abs(tau)
   eta <- drop(X %*% beta)
   range <- integration_range(x, n, eta, tau)
   step <- pmin(range$sd / steps_per_sd, 0.6 / (steps_per_sd * max(tau, 1e-12)))
   points <- ceiling(max((range$high - range$low) / step)) + 1L
   h <- (range$high - range$low) / (points - 1L)
   u <- range$low + outer(h, seq_len(points) - 1L)
   f <- exp(log_relative(x, n, eta, tau, range$mode, u))
   area <- rowSums(f)
   value <- sum(log(area * h) + range$top - log(2 * pi) / 2)
   if (!derivatives) return(list(value = value))
   weight <- f / area
   p <- plogis(eta + tau * u)
   first <- x - n * p
   second <- -n * p * (1 - p)
   mean_of <- function(z) rowSums(weight * z)
   d_eta <- mean_of(first)
   d_tau <- mean_of(u * first)
   h_eta <- mean_of(second + first^2) - d_eta^2
   h_cross <- mean_of(u * (second + first^2)) - d_eta * d_tau
   h_tau <- mean_of(u^2 * (second + first^2)) - d_tau^2
   cross <- crossprod(X, h_cross)
   list(value = value, gradient = c(crossprod(X, d_eta), sum(d_tau)),
        hessian = rbind(cbind(crossprod(X, h_eta * X), cross), c(cross, sum(h_tau))))
}

# Newton's method on the coordinates `free` of (beta, tau), with step halving.
climb <- function(x, n, X, start, free = seq_along(start), tolerance = 1e-10, limit = 200L) {
   last <- length(start)
   at <- function(par) marginal(x, n, X, par[-last], par[last])
   par <- start
   now <- at(par)
   for (iteration in seq_len(limit)) {
      gradient <- now$gradient[free]
      information <- -now$hessian[free, free, drop = FALSE]
      spectrum <- eigen(information, symmetric = TRUE)
      curvature <- pmax(abs(spectrum$values), 1e-8 * max(abs(spectrum$values), 1e-8))
      move <- drop(spectrum$vectors %*% (crossprod(spectrum$vectors, gradient) / curvature))
      move <- move * min(1, 2 / max(abs(move)))
      if (max(abs(move)) < 1e-14 * (1 + max(abs(par)))) break
      for (halving in 0:40) {
         trial <- par
         trial[free] <- par[free] + move / 2^halving
         trial[last] <- abs(trial[last])
         there <- at(trial)
         if (there$value >= now$value - 1e-12 * abs(now$value)) break
      }
      if (halving == 40L) break
      settled <- max(abs(there$gradient[free])) >= max(abs(gradient)) && max(abs(gradient)) < tolerance
      if (settled) break
      par <- trial
      now <- there
   }
   list(par = par, value = now$value, gradient = now$gradient, hessian = now$hessian,
        size = max(abs(now$gradient[free])))
}

TAU_STARTS <- c(0.05, 0.15, 0.4, 1, 2.5, 6)

# Maximum of the likelihood: the common-rate solution (tau = 0) and climbs from several tau.
maximise <- function(x, n, X) {
   common <- pmax(drop(crossprod(X, x)), 0.5) / drop(crossprod(X, n))
   beta <- if (all(rowSums(X) == 1)) qlogis(pmin(common, 1 - 0.5 / drop(crossprod(X, n))))
           else rep(0, ncol(X))
   last <- ncol(X) + 1L
   null <- climb(x, n, X, c(beta, 0), free = seq_len(ncol(X)))
   candidates <- list()
   for (tau in TAU_STARTS) {
      near <- climb(x, n, X, c(null$par[-last], tau), free = seq_len(ncol(X)), tolerance = 1e-4)
      candidates <- c(candidates, list(climb(x, n, X, near$par)))
   }
   inner <- Filter(function(fit) fit$par[last] > 1e-5 && fit$size < 1e-8, candidates)
   heights <- vapply(inner, `[[`, 0, "value")
   taus <- vapply(inner, function(fit) fit$par[last], 0)
   best <- if (length(inner) && max(heights) > null$value) inner[[which.max(heights)]] else null
   distinct <- length(unique(signif(taus, 5)))
   list(best = best, null = null, inner_maxima = distinct)
}

# Profiles: the log-likelihood at one mu or one tau, maximised over the other.
profile_at_mu <- function(x, n, mu) {
   X <- matrix(1, length(x), 1)
   slope <- function(tau) marginal(x, n, X, mu, tau)$gradient[2]
   height <- function(tau) marginal(x, n, X, mu, tau, derivatives = FALSE)$value
   grid <- c(1e-4, 0.1, 0.3, 0.6, 1, 1.6, 2.5, 4, 7, 12, 25, 60, 150, 400)
   grid <- grid[grid <= 12 | grid <= 3 * abs(mu)]
   slopes <- vapply(grid, slope, 0)
   falls <- which(slopes[-length(grid)] > 0 & slopes[-1] <= 0)
   peaks <- vapply(falls, function(i) uniroot(slope, grid[i + 0:1], tol = 1e-13, maxiter = 1000)$root, 0)
   max(height(0), vapply(peaks, height, 0))
}

profile_at_tau <- function(x, n, tau, start) {
   X <- matrix(1, length(x), 1)
   climb(x, n, X, c(start, tau), free = 1L)$value
}

# Where a profile has fallen by `cut` below `top`, walking outwards from `from` up to `limit`.
profile_limit <- function(profile, top, cut, from, first_step, limit) {
   gap <- function(at) profile(at) - top + cut
   inside <- from
   step <- first_step
   repeat {
      outside <- inside + step
      if (abs(outside - from) > abs(limit - from)) return(NA_real_)
      if (gap(outside) < 0) break
      inside <- outside
      step <- 1.5 * step
   }
   uniroot(gap, sort(c(inside, outside)), tol = 1e-12, maxiter = 1000)$root
}

# Proportion averaged over the random effect, expit(mu + tau u) with u standard normal.
marginal_mean <- function(mu, tau) {
   if (tau == 0) return(plogis(mu))
   h <- min(1 / 3, 0.2 / tau)
   u <- seq(-ceiling(10 / h), ceiling(10 / h)) * h
   sum(dnorm(u) * plogis(mu + tau * u)) * h
}
