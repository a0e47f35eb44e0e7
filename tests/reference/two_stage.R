# Inverse-variance models: metafor's numbers at the best root of each estimating equation.
#
# metafor's iterations stop early, cycle or end in the worse of two maxima on sparse data. The
# equations are therefore solved here too, over a scan of tau2; metafor is then evaluated at that
# tau2, and its own tau2 stands beside it.

MEASURES <- c("PR", "PLN", "PLO", "PAS", "PFT")
TAU2_METHODS <- c("DL", "PM", "REML", "ML", "EB", "HE", "SJ", "HS", "FE")
ITERATIVE <- c("PM", "REML", "ML", "EB")
TESTS <- c("z", "t", "knha", "adhoc")

effects_of <- function(measure, rows) {
   plain <- measure %in% c("PAS", "PFT")
   effects <- escalc(measure, xi = rows$events, ni = rows$total, add = if (plain) 0 else 1 / 2,
                     to = if (plain) "none" else "only0")
   list(yi = as.numeric(effects$yi), vi = as.numeric(effects$vi))
}

back_transform <- function(measure, x, ni) {
   if (!length(x) || is.null(x) || is.na(x)) return(NA_real_)
   switch(measure,
      PR = x, PLN = exp(x), PLO = transf.ilogit(x), PAS = transf.iarcsin(x),
      PFT = transf.ipft.hm(x, targs = list(ni = ni)))
}

# The pieces of weighted least squares at one tau2, with y centred against cancellation.
weighted_fit <- function(tau2, y, v, design) {
   w <- 1 / (v + tau2)
   inverse <- solve(crossprod(design, w * design))
   residual <- y - design %*% (inverse %*% crossprod(design, w * y))
   list(w = w, inverse = inverse, residual = drop(residual), q = sum(w * residual^2))
}

restricted_loglik <- function(tau2, y, v, design) {
   fit <- weighted_fit(tau2, y, v, design)
   (sum(log(fit$w)) + log(det(fit$inverse)) - fit$q) / 2
}

full_loglik <- function(tau2, y, v, design) {
   fit <- weighted_fit(tau2, y, v, design)
   (sum(log(fit$w)) - fit$q) / 2
}

restricted_score <- function(tau2, y, v, design) {
   fit <- weighted_fit(tau2, y, v, design)
   leverage <- sum(diag(fit$inverse %*% crossprod(design, fit$w^2 * design)))
   (sum(fit$w^2 * fit$residual^2) - sum(fit$w) + leverage) / 2
}

full_score <- function(tau2, y, v, design) {
   fit <- weighted_fit(tau2, y, v, design)
   (sum(fit$w^2 * fit$residual^2) - sum(fit$w)) / 2
}

excess_q <- function(tau2, y, v, design) weighted_fit(tau2, y, v, design)$q - (length(y) - ncol(design))

sharp_root <- function(f, low, high, ...) {
   uniroot(f, c(low, high), ..., tol = .Machine$double.xmin, maxiter = 10000)$root
}

tau2_grid <- function(y, v) {
   top <- 1e3 * (max(v) + diff(range(y))^2)
   c(0, exp(seq(log(1e-6 * min(v)), log(top), length.out = 400)))
}

# The best tau2 of an estimating equation, and every local maximum of its likelihood.
best_tau2 <- function(method, y, v, design = matrix(1, length(y), 1)) {
   y <- y - mean(y)
   if (method %in% c("PM", "EB")) {
      if (excess_q(0, y, v, design) <= 0) return(list(tau2 = 0, maxima = 0))
      high <- max(v) + diff(range(y))^2
      while (excess_q(high, y, v, design) > 0) high <- 2 * high
      root <- sharp_root(excess_q, 0, high, y = y, v = v, design = design)
      return(list(tau2 = root, maxima = root))
   }
   score <- if (method == "REML") restricted_score else full_score
   loglik <- if (method == "REML") restricted_loglik else full_loglik
   grid <- tau2_grid(y, v)
   slope <- vapply(grid, score, 0, y = y, v = v, design = design)
   falls <- which(slope[-length(slope)] > 0 & slope[-1] <= 0)
   maxima <- vapply(falls, function(i) sharp_root(score, grid[i], grid[i + 1], y = y, v = v, design = design), 0)
   if (slope[1] <= 0) maxima <- c(0, maxima)
   heights <- vapply(maxima, loglik, 0, y = y, v = v, design = design)
   list(tau2 = maxima[which.max(heights)], maxima = maxima, heights = heights)
}

# metafor's own iteration, tightened; shorter steps when the full ones cycle, and a little slack
# where the steps never get below the last bits of tau2.
tight_controls <- function(y, v) {
   scale <- max(min(v), 1e-3)
   top <- 1e3 * (max(v) + diff(range(y))^2)
   tries <- data.frame(threshold = c(1e-14, 1e-14, 1e-14, 1e-12, 1e-12) * scale,
                       stepadj = c(1, 0.5, 0.1, 1, 0.5))
   lapply(seq_len(nrow(tries)), function(i)
      c(as.list(tries[i, ]), list(maxiter = 10000, tau2.max = top, tol = .Machine$double.xmin)))
}

tight_fit <- function(effects, ...) {
   for (control in tight_controls(effects$yi, effects$vi)) {
      fit <- attempt(rma(effects$yi, effects$vi, ..., control = control))
      if (!failed(fit)) break
   }
   fit
}

# Q-profile interval of tau2 (Viechtbauer 2007), independent of the estimator; empty when even
# tau2 = 0 leaves less variation than the lower chi-squared limit.
q_profile <- function(effects, level = 0.95) {
   y <- effects$yi - mean(effects$yi)
   v <- effects$vi
   design <- matrix(1, length(y), 1)
   df <- length(y) - 1
   gap <- function(tau2, limit) weighted_fit(tau2, y, v, design)$q - limit
   at <- function(limit) {
      if (gap(0, limit) <= 0) return(0)
      high <- max(v) + diff(range(y))^2
      while (gap(high, limit) > 0) high <- 2 * high
      sharp_root(gap, 0, high, limit = limit)
   }
   low_limit <- qchisq((1 - level) / 2, df)
   high_limit <- qchisq((1 + level) / 2, df)
   if (gap(0, low_limit) < 0)
      return(list(low = NA_real_, high = NA_real_, empty = TRUE,
                  reason = "less variation than chance would give"))
   low <- at(high_limit)
   high <- at(low_limit)
   w <- 1 / v
   typical <- df * sum(w) / (sum(w)^2 - sum(w^2))
   share <- function(tau2) 100 * tau2 / (tau2 + typical)
   list(low = low, high = high, i2_low = share(low), i2_high = share(high),
        h2_low = low / typical + 1, h2_high = high / typical + 1, empty = FALSE)
}

metafor_q_profile <- function(effects, control) {
   fit <- rma(effects$yi, effects$vi, method = "DL")
   ci <- attempt(confint(fit, control = control))
   if (failed(ci)) return(ci)
   list(low = ci$random[1, 2], high = ci$random[1, 3])
}

interval_of <- function(fit, measure, ni) {
   shown <- predict(fit)
   limits <- c(low = fit$ci.lb, high = fit$ci.ub,
               pi_low = if (is.null(shown$pi.lb)) NA else shown$pi.lb,
               pi_high = if (is.null(shown$pi.ub)) NA else shown$pi.ub)
   back <- vapply(limits, function(x) back_transform(measure, x, ni), 0)
   c(list(se = fit$se, mu_low = limits[["low"]], mu_high = limits[["high"]]),
     as.list(setNames(back[1:2], c("ci_low", "ci_high"))),
     list(mu_pi_low = limits[["pi_low"]], mu_pi_high = limits[["pi_high"]],
          pi_low = back[["pi_low"]], pi_high = back[["pi_high"]]))
}

two_stage_fit <- function(method, effects, measure, ni) {
   arguments <- list(yi = effects$yi, vi = effects$vi, method = method)
   own <- list()
   if (method %in% ITERATIVE) {
      best <- best_tau2(method, effects$yi, effects$vi)
      arguments$tau2 <- best$tau2
      tight <- tight_fit(effects, method = method)
      default <- attempt(rma(effects$yi, effects$vi, method = method))
      scale <- best$tau2 + min(effects$vi)
      own <- list(metafor_tau2 = if (failed(tight)) list(error = tight$error) else tight$tau2)
      if (failed(default) || abs(default$tau2 - best$tau2) > 1e-4 * scale)
         own$metafor_default_tau2 <- if (failed(default)) list(error = default$error) else default$tau2
      own$local <- !failed(tight) && abs(tight$tau2 - best$tau2) > 1e-6 * scale
      if (length(best$maxima) > 1L)
         own$maxima <- lapply(seq_along(best$maxima), function(i)
            list(tau2 = best$maxima[i], log_likelihood = best$heights[i]))
   }
   fits <- named_list(TESTS, function(test) attempt(do.call(rma, c(arguments, list(test = test)))))
   if (failed(fits$z)) return(c(list(error = fits$z$error), own))
   fit <- fits$z
   mu <- as.numeric(fit$beta)
   shown <- list(tau2 = fit$tau2, mu = mu, estimate = back_transform(measure, mu, ni), i2 = fit$I2,
                 h2 = fit$H2)
   if (method %in% c("REML", "ML")) shown$log_likelihood <- as.numeric(logLik(fit))
   if (measure == "PFT")
      shown <- c(shown, list(estimate_sin2 = sin(mu)^2,
                             estimate_inverse_variance = transf.ipft(mu, 1 / (4 * fit$se^2))))
   c(shown, own, list(tests = lapply(fits, function(f)
      if (failed(f)) f else interval_of(f, measure, ni))))
}

two_stage_measure <- function(measure, rows) {
   effects <- effects_of(measure, rows)
   common <- rma(effects$yi, effects$vi, method = "FE")
   profile <- q_profile(effects)
   control <- tight_controls(effects$yi, effects$vi)[[1]][c("tol", "maxiter", "tau2.max")]
   list(
      yi = I(effects$yi), vi = I(effects$vi), k = length(effects$yi), q = common$QE,
      q_p = common$QEp, harmonic_n = 1 / mean(1 / rows$total), q_profile = profile,
      metafor_q_profile = metafor_q_profile(effects, control),
      fits = named_list(TAU2_METHODS, function(method)
         two_stage_fit(method, effects, measure, rows$total))
   )
}

make_two_stage <- function(data_sets) {
   list(level = 0.95, results = lapply(data_sets, function(set)
      named_list(MEASURES, function(measure) two_stage_measure(measure, set$rows))))
}
