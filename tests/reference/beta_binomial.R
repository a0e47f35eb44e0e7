# Beta-binomial model by maximum likelihood: exact sums and Newton steps, VGAM beside them.
#
# With mean p and theta = 1/(alpha + beta) a row's likelihood without its binomial coefficient is
# prod_{j<x} (p + j theta) prod_{j<n-x} (1 - p + j theta) / prod_{j<n} (1 + j theta)
# (Griffiths 1973), which has no cancellation for small theta and is the binomial at theta = 0.

THETA_STARTS <- c(1e-4, 1e-2, 0.3, 3)
LARGEST_TOTAL_FOR_VGAM <- 5000  # its expected information sums over every possible count

# How many rows reach each count, so that all rows share one sum over j.
reached <- function(counts) rev(cumsum(rev(tabulate(counts, max(counts, 1L)))))

beta_binomial_counts <- function(x, n) {
   list(events = reached(x), others = reached(n - x), totals = reached(n),
        saturated = saturated_loglik(x, n))
}

# Log-likelihood relative to the saturated binomial, gradient and Hessian in (logit p, log theta);
# `slope` is the derivative in theta itself, which decides at theta = 0. One call of sum() keeps
# the extended accumulator until the large terms have cancelled.
beta_binomial <- function(counts, mu, theta, derivatives = TRUE) {
   steps <- function(reach) seq_along(reach) - 1
   j1 <- steps(counts$events)
   j0 <- steps(counts$others)
   j <- steps(counts$totals)
   p <- plogis(mu)
   q <- plogis(mu, lower.tail = FALSE)
   a <- p + j1 * theta
   b <- q + j0 * theta
   value <- sum(c(counts$events * log(a), counts$others * log(b), -counts$totals * log1p(j * theta),
                  -counts$saturated))
   if (!derivatives) return(list(value = value))
   w1 <- counts$events / a
   w0 <- counts$others / b
   w <- counts$totals / (1 + j * theta)
   d_p <- sum(c(w1, -w0))
   d_theta <- sum(c(w1 * j1, w0 * j0, -w * j))
   v1 <- w1 / a
   v0 <- w0 / b
   h_p <- -sum(c(v1, v0))
   h_cross <- sum(c(-v1 * j1, v0 * j0))
   h_theta <- sum(c(-v1 * j1^2, -v0 * j0^2, w * j^2 / (1 + j * theta)))
   cross <- h_cross * p * q * theta
   list(value = value, gradient = c(d_p * p * q, d_theta * theta), slope = d_theta,
        hessian = matrix(c(h_p * (p * q)^2 + d_p * p * q * (q - p), cross,
                           cross, h_theta * theta^2 + d_theta * theta), 2))
}

# Newton's method in (logit p, log theta) with step halving; NULL when theta runs away to 0.
climb_beta_binomial <- function(counts, start, limit = 100L) {
   at <- function(par) beta_binomial(counts, par[1], exp(par[2]))
   par <- start
   now <- at(par)
   for (iteration in seq_len(limit)) {
      spectrum <- eigen(-now$hessian, symmetric = TRUE)
      curvature <- pmax(abs(spectrum$values), 1e-8 * max(abs(spectrum$values)))
      move <- drop(spectrum$vectors %*% (crossprod(spectrum$vectors, now$gradient) / curvature))
      move <- move * min(1, 2 / max(abs(move)))
      for (halving in 0:40) {
         there <- at(par + move / 2^halving)
         if (there$value >= now$value - 1e-13 * (1 + abs(now$value))) break
      }
      if (halving == 40L) break
      small <- max(abs(now$gradient)) < 1e-9
      if (small && max(abs(there$gradient)) >= max(abs(now$gradient))) break
      par <- par + move / 2^halving
      now <- there
      if (par[2] < log(1e-10)) return(NULL)
   }
   c(list(par = par, size = max(abs(now$gradient))), now)
}

# Where to begin: the same likelihood by lbeta(), quick for large totals but rounded for small theta.
near_maximum <- function(x, n, common) {
   fall <- function(par) {
      alpha <- plogis(par[1]) / exp(par[2])
      beta <- plogis(par[1], lower.tail = FALSE) / exp(par[2])
      sum(lbeta(alpha, beta) - lbeta(x + alpha, n - x + beta)) + saturated_loglik(x, n)
   }
   fits <- lapply(THETA_STARTS, function(theta)
      optim(c(common, log(theta)), fall, method = "L-BFGS-B",
            lower = c(common - 20, log(1e-9)), upper = c(common + 20, log(1e4)),
            control = list(maxit = 500)))
   fits[[which.min(vapply(fits, `[[`, 0, "value"))]]$par
}

vgam_fit <- function(x, n) {
   if (max(n) > LARGEST_TOTAL_FOR_VGAM)
      return(list(error = "left out: its expected information sums over every possible count"))
   control <- VGAM::vglm.control(epsilon = 1e-14, maxit = 500, criterion = "coefficients")
   fit <- attempt(VGAM::vglm(cbind(x, n - x) ~ 1, family = VGAM::betabinomial(), control = control))
   if (failed(fit)) return(fit)
   found <- unname(VGAM::coef(fit))
   list(mu = found[1], rho = plogis(found[2]))
}

beta_binomial_result <- function(rows) {
   x <- rows$events
   n <- rows$total
   if (sum(x) == 0 || sum(x) == sum(n))
      return(list(error = "no maximum: every row has 0 % or every row has 100 %"))
   counts <- beta_binomial_counts(x, n)
   common <- qlogis(sum(x) / sum(n))
   null <- beta_binomial(counts, common, 0)
   inner <- climb_beta_binomial(counts, near_maximum(x, n, common))
   saturated <- counts$saturated + sum(lchoose(n, x))
   if (!is.null(inner) && inner$value > null$value + 1e-12) {
      best <- inner
      mu <- best$par[1]
      theta <- exp(best$par[2])
      covariance <- solve(-best$hessian)
      se <- sqrt(diag(covariance))
      numeric <- hessian(function(par)
         beta_binomial(counts, par[1], exp(par[2]), derivatives = FALSE)$value, best$par)
      check <- list(gradient = best$size,
                    se_numeric_hessian = sqrt(solve(-numeric)[1, 1]))
   } else {
      best <- null
      mu <- common
      theta <- 0
      se <- c(sqrt(-1 / null$hessian[1, 1]), NA_real_)
      numeric <- hessian(function(mu) beta_binomial(counts, mu, 0, derivatives = FALSE)$value, mu)
      check <- list(gradient = abs(null$gradient[1]),
                    se_numeric_hessian = sqrt(-1 / as.numeric(numeric)))
   }
   lr <- max(0, 2 * (best$value - null$value))
   half <- qnorm(0.975) * se[1]
   list(
      k = length(x), mean = plogis(mu), mu = mu, se = se[1], theta = theta,
      rho = theta / (1 + theta), se_log_theta = se[2],
      z = list(low = plogis(mu - half), high = plogis(mu + half)),
      log_likelihood_relative_to_saturated = best$value,
      log_likelihood_with_coefficients = best$value + saturated,
      lr_binomial = lr, lr_binomial_p = if (lr > 0) pchisq(lr, 1, lower.tail = FALSE) / 2 else 1,
      lr_saturated = -2 * best$value, slope_at_zero = null$slope,
      check = check, vgam = if (theta > 0) vgam_fit(x, n)
   )
}

make_beta_binomial <- function(data_sets) {
   list(level = 0.95, results = lapply(data_sets, function(set) beta_binomial_result(set$rows)))
}
