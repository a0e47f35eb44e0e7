# Posterior of (mu, tau) in the binomial-normal model by Gauss-Legendre panels in two dimensions.
#
# mu has a standard logistic prior (the median proportion is uniform), tau a half-normal or
# half-Cauchy prior of scale 0.5. Panels are laid in s and t with tau = SPREAD sinh(s) and
# mu = centre + SPREAD sinh(t), so that the algebraic tail of the half-Cauchy becomes an exponential
# one; a cumulative probability is the integral of the polynomial through one panel's nodes.

BAYES_SETS <- c("melanoma-orr", "melanoma-dcr", "melanoma-cr", "melanoma-grade3-ae", "rcc-orr",
                "nsclc-orr", "debruin2009", "many-small-zeros", "no-events", "one-event",
                "mostly-all-events", "extreme-spread", "two-rows", "three-equal", "all-identical")
PRIOR_SCALE <- 0.5
SPREAD <- 0.3
NODES_PER_PANEL <- 12L
WIDE_TAU <- 2     # from here on the logit itself is integrated, not the standardised effect
LOGIT_STEP <- 0.05
NEGLIGIBLE <- 60  # logs below the highest point
QUANTILES <- c(q025 = 0.025, median = 0.5, q975 = 0.975)

PRIORS <- list(
   half_normal = function(tau) log(2) + dnorm(tau, 0, PRIOR_SCALE, log = TRUE),
   half_cauchy = function(tau) log(2) + dcauchy(tau, 0, PRIOR_SCALE, log = TRUE)
)

# Nodes and weights on (-1, 1) from the eigenvalues of the Jacobi matrix (Golub & Welsch 1969).
gauss_legendre <- function(count) {
   j <- seq_len(count - 1L)
   jacobi <- matrix(0, count, count)
   jacobi[cbind(j, j + 1L)] <- jacobi[cbind(j + 1L, j)] <- j / sqrt(4 * j^2 - 1)
   spectrum <- eigen(jacobi, symmetric = TRUE)
   order <- order(spectrum$values)
   list(x = spectrum$values[order], w = 2 * spectrum$vectors[1, order]^2)
}

RULE <- gauss_legendre(NODES_PER_PANEL)

panels <- function(edges) {
   half <- diff(edges) / 2
   list(edges = edges, at = c(outer(RULE$x, half) + rep(edges[-1] - half, each = NODES_PER_PANEL)),
        weight = c(outer(RULE$w, half)))
}

halve <- function(edges) sort(c(edges, (edges[-1] + edges[-length(edges)]) / 2))

# Log-likelihood relative to the saturated model at every mu and one tau, by the trapezoidal rule in
# the standardised effect. Rows whose likelihood lies beyond its range weigh less than 1e-17.
narrow_loglik <- function(x, n, mu, tau) {
   h <- min(0.6, LOGIT_STEP / tau)
   u <- seq(-ceiling(9 / h), ceiling(9 / h)) * h
   b <- outer(mu, tau * u, `+`)
   denominator <- log1pexp(b)
   weight <- dnorm(u) * h
   total <- -saturated_loglik(x, n)
   for (i in seq_along(x)) total <- total + log(drop(exp(x[i] * b - n[i] * denominator) %*% weight))
   total
}

# The same for a wide tau, by the trapezoidal rule in the logit. A row with 0 % or 100 % does not
# vanish at one end; there a normal distribution function, whose integral is known, is taken off
# before and added after.
wide_loglik <- function(x, n, mu, tau) {
   reach <- 46 + log(max(n))
   b <- seq(-ceiling(reach / LOGIT_STEP), ceiling(reach / LOGIT_STEP)) * LOGIT_STEP
   side <- ifelse(x == 0, -1, ifelse(x == n, 1, 0))
   denominator <- log1pexp(b)
   likelihood <- vapply(seq_along(x), function(i)
      exp(x[i] * b - n[i] * denominator - saturated_loglik(x[i], n[i])) -
         (if (side[i] == 0) 0 else pnorm(side[i] * b)), b)
   area <- crossprod(likelihood, outer(b, mu, function(b, mu) dnorm(b, mu, tau))) * LOGIT_STEP
   known <- pnorm(outer(side, mu / sqrt(1 + tau^2))) * (side != 0)
   colSums(log(pmax(area + known, 1e-300)))
}

# Log-likelihood on the product of the panels, one column for each tau; -Inf from where no larger
# tau can matter.
likelihood_surface <- function(x, n, mu, tau) {
   surface <- matrix(-Inf, length(mu), length(tau))
   top <- -Inf
   for (i in seq_along(tau)) {
      wide <- tau[i] >= WIDE_TAU
      surface[, i] <- if (wide) wide_loglik(x, n, mu, tau[i]) else narrow_loglik(x, n, mu, tau[i])
      height <- max(surface[, i] + dlogis(mu, log = TRUE))
      top <- max(top, height)
      if (wide && height < top - NEGLIGIBLE) break
   }
   surface
}

# Where the cumulative integral of `density` over the panels reaches each share.
panel_quantiles <- function(grid, density, shares) {
   masses <- colSums(matrix(density * grid$weight, NODES_PER_PANEL))
   before <- c(0, cumsum(masses))
   total <- before[length(before)]
   vapply(shares, function(share) {
      panel <- findInterval(share * total, before, rightmost.closed = TRUE)
      inside <- seq_len(NODES_PER_PANEL) + (panel - 1L) * NODES_PER_PANEL
      low <- grid$edges[panel]
      half <- (grid$edges[panel + 1L] - low) / 2
      coefficients <- solve(outer(RULE$x, seq_len(NODES_PER_PANEL) - 1L, `^`), density[inside])
      power <- seq_len(NODES_PER_PANEL)
      part <- function(z) half * sum(coefficients / power * (z^power - (-1)^power))
      z <- uniroot(function(z) before[panel] + part(z) - share * total, c(-1, 1), tol = 1e-14,
                   maxiter = 200)$root
      low + half * (z + 1)
   }, 0)
}

summaries <- function(grids, surface, prior, rows_with_both) {
   tau <- SPREAD * sinh(grids$s$at)
   mu <- grids$centre + SPREAD * sinh(grids$t$at)
   jacobian <- log(SPREAD * cosh(grids$s$at)) + prior(tau)
   log_density <- surface + dlogis(mu, log = TRUE) + log(SPREAD * cosh(grids$t$at))
   log_density <- sweep(log_density, 2, jacobian, `+`)
   top <- max(log_density)
   density <- exp(log_density - top)
   by_tau <- drop(crossprod(density, grids$t$weight))
   by_mu <- drop(density %*% grids$s$weight)
   mass <- sum(by_tau * grids$s$weight)
   mean_tau <- function(value) sum(value * by_tau * grids$s$weight) / mass
   mean_mu <- function(value) sum(value * by_mu * grids$t$weight) / mass
   mu_mean <- mean_mu(mu)
   at_mu <- grids$centre + SPREAD * sinh(panel_quantiles(grids$t, by_mu, QUANTILES))
   at_tau <- SPREAD * sinh(panel_quantiles(grids$s, by_tau, QUANTILES))
   tau_mean <- if (rows_with_both >= 1) mean_tau(tau) else NA_real_
   tau_sd <- if (rows_with_both >= 2) sqrt(mean_tau((tau - tau_mean)^2)) else NA_real_
   list(
      mu = c(list(mean = mu_mean, sd = sqrt(mean_mu((mu - mu_mean)^2))), as.list(at_mu)),
      tau = c(list(mean = tau_mean, sd = tau_sd), as.list(at_tau)),
      estimate = as.list(plogis(at_mu)), estimate_mean = mean_mu(plogis(mu)),
      log_evidence_relative_to_saturated = log(mass) + top
   )
}

grids_for <- function(x, n, refine) {
   s <- c(seq(0, 4, by = 0.5), 5, 6, 8, seq(10, 34, by = 3))
   t <- seq(-5.6, 5.6, by = 0.7)
   if (refine) {
      s <- halve(s)
      t <- halve(t)
   }
   list(s = panels(s), t = panels(t), centre = qlogis((sum(x) + 0.5) / (sum(n) + 1)))
}

bayes_result <- function(rows) {
   x <- rows$events
   n <- rows$total
   both <- sum(x > 0 & x < n)
   at <- lapply(c(FALSE, TRUE), function(refine) {
      grids <- grids_for(x, n, refine)
      surface <- likelihood_surface(x, n, grids$centre + SPREAD * sinh(grids$t$at),
                                    SPREAD * sinh(grids$s$at))
      lapply(names(PRIORS), function(name) summaries(
         grids, surface, PRIORS[[name]], if (name == "half_normal") 2 else both))
   })
   mu <- seq(-3, 3, by = 0.5)
   join <- abs(narrow_loglik(x, n, mu, WIDE_TAU) - wide_loglik(x, n, mu, WIDE_TAU))
   c(list(k = length(x), rows_with_events_and_non_events = both),
     setNames(lapply(seq_along(PRIORS), function(i) {
        fine <- at[[2]][[i]]
        moved <- abs(unlist(fine) - unlist(at[[1]][[i]]))
        c(fine, list(check = list(half_step = max(moved, na.rm = TRUE), join = max(join))))
     }), names(PRIORS)))
}

make_bayes <- function(data_sets) {
   list(prior_scale = PRIOR_SCALE, results = named_list(BAYES_SETS, function(name)
      bayes_result(data_sets[[name]]$rows)))
}
