# Inverse-variance meta-regression: metafor at the best root of each estimating equation.

MODERATED <- list(
   list("melanoma-orr", list("year", "setting", c("year", "setting"))),
   list("all-orr", list("year", "cancer", c("year", "cancer"))),
   list("melanoma-grade3-ae", list("year", "setting", c("year", "setting"))),
   list("debruin2009", list("year", "group", c("year", "group"))),
   list("bcg-control", list("year", "group", c("year", "group"))),
   list("hasselblad1998", list("year", "group", c("year", "group"))),
   list("nielweise2007-control", list("year")),
   list("melanoma-cr", list("year"))
)
MODERATED_MEASURES <- c("PLO", "PAS")
MODERATED_TAU2 <- c("REML", "DL", "ML", "PM")
MODERATED_TESTS <- c("z", "knha", "adhoc")

# The first level at the smallest number and the last level at the largest, as rows of the design.
prediction_points <- function(X) {
   X <- unname(X)
   number <- apply(X, 2, function(column) !all(column %in% 0:1))
   low <- ifelse(number, apply(X, 2, min), 0)
   high <- ifelse(number, apply(X, 2, max), 0)
   low[1] <- high[1] <- 1
   if (!number[length(number)]) high[length(number)] <- 1
   rbind(low, high, deparse.level = 0)
}

moderated_test <- function(effects, X, method, tau2, test, points, measure) {
   fit <- rma(effects$yi, effects$vi, mods = X[, -1, drop = FALSE], method = method, tau2 = tau2,
              test = test)
   shown <- predict(fit, newmods = points[, -1, drop = FALSE])
   back <- function(values) I(vapply(as.numeric(values), function(value)
      back_transform(measure, value, NULL), 0))
   list(
      se = I(fit$se), statistic = I(as.numeric(fit$zval)), p = I(as.numeric(fit$pval)),
      low = I(fit$ci.lb), high = I(fit$ci.ub), covariance = as_rows(vcov(fit)),
      qm = fit$QM, qm_df = I(as.integer(fit$QMdf)), qm_p = fit$QMp,
      predicted = list(mu = I(shown$pred), se = I(shown$se), mu_low = I(shown$ci.lb),
                       mu_high = I(shown$ci.ub), mu_pi_low = I(shown$pi.lb),
                       mu_pi_high = I(shown$pi.ub), estimate = back(shown$pred),
                       ci_low = back(shown$ci.lb), ci_high = back(shown$ci.ub),
                       pi_low = back(shown$pi.lb), pi_high = back(shown$pi.ub))
   )
}

moderated_fit <- function(method, effects, X, points, measure) {
   y <- effects$yi
   v <- effects$vi
   mods <- X[, -1, drop = FALSE]
   tight <- tight_fit(effects, mods = mods, method = method)
   if (method == "DL") {
      tau2 <- tight$tau2
      without <- rma(y, v, method = "DL")$tau2
   } else {
      best <- best_tau2(method, y, v, X)
      tau2 <- best$tau2
      without <- best_tau2(method, y, v)$tau2
   }
   fit <- rma(y, v, mods = mods, method = method, tau2 = tau2)
   out <- list(tau2 = tau2, tau2_without = without,
               r2 = if (without > 0) 100 * max(0, (without - tau2) / without) else NA_real_,
               beta = I(as.numeric(fit$beta)), qe = fit$QE, qe_df = fit$k - fit$p, qe_p = fit$QEp,
               i2 = fit$I2, h2 = fit$H2)
   if (method %in% c("REML", "ML")) out$log_likelihood <- as.numeric(logLik(fit))
   if (method != "DL") {
      out$metafor_tau2 <- if (failed(tight)) tight else tight$tau2
      if (length(best$maxima) > 1L)
         out$maxima <- lapply(seq_along(best$maxima), function(i)
            list(tau2 = best$maxima[i], log_likelihood = best$heights[i]))
   }
   c(out, list(tests = named_list(MODERATED_TESTS, function(test)
      moderated_test(effects, X, method, tau2, test, points, measure))))
}

moderated_result <- function(rows, moderators) {
   model <- moderated_rows(rows, moderators)
   points <- prediction_points(model$X)
   list(
      moderators = I(moderators), rows = I(model$kept), k = length(model$kept),
      centres = model$centres, coefficients = I(model$names), design = as_rows(model$X),
      points = as_rows(points),
      measures = named_list(MODERATED_MEASURES, function(measure) {
         effects <- effects_of(measure, model$rows)
         named_list(MODERATED_TAU2, function(method)
            moderated_fit(method, effects, model$X, points, measure))
      })
   )
}

make_meta_regression <- function(data_sets) {
   fit <- function(name, moderators)
      c(list(dataset = name), moderated_result(data_sets[[name]]$rows, moderators))
   list(level = 0.95, results = unlist(lapply(MODERATED, function(key)
      lapply(key[[2]], function(moderators) fit(key[[1]], moderators))), recursive = FALSE))
}
