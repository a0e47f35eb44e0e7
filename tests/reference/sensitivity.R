# Leave-one-out, cumulative, influence, Baujat, subgroups and meta-regression: REML, logit and arcsine.

SENSITIVITY_SETS <- c("melanoma-orr", "melanoma-grade3-ae", "nsclc-orr", "melanoma-cr", "pritz1997",
                      "debruin2009", "dorn2007-placebo", "nielweise2007-control",
                      "many-small-zeros", "two-rows")
SENSITIVITY_MEASURES <- c("PLO", "PAS")
REGRESSIONS <- list(c("melanoma-orr", "year"), c("all-orr", "year"), c("debruin2009", "scq"),
                    c("nielweise2007-control", "year"), c("dorn2007-placebo", "year"))

# REML refits on subsets of the rows, each at the best root; metafor's own series stands against it.
refits <- function(effects, subsets, metafor_series) {
   fits <- lapply(subsets, function(rows) {
      y <- effects$yi[rows]
      v <- effects$vi[rows]
      rma(y, v, method = "REML", tau2 = if (length(rows) > 1L) best_tau2("REML", y, v)$tau2 else 0)
   })
   column <- function(name) I(vapply(fits, function(fit) as.numeric(fit[[name]])[1], 0))
   out <- list(mu = column("beta"), se = column("se"), mu_low = column("ci.lb"),
               mu_high = column("ci.ub"), q = column("QE"), q_p = column("QEp"),
               tau2 = column("tau2"), i2 = column("I2"), h2 = column("H2"))
   own <- attempt(metafor_series())
   out$metafor <- if (failed(own)) own else
      list(largest_difference = max(abs(own$estimate - out$mu), abs(own$tau2 - out$tau2), na.rm = TRUE),
           failed_rows = I(which(is.na(own$estimate))))
   out
}

# metafor's fit with the first control with which no refit without a row is lost.
lasting_fit <- function(effects) {
   for (control in tight_controls(effects$yi, effects$vi)) {
      fit <- attempt(rma(effects$yi, effects$vi, method = "REML", control = control))
      if (!failed(fit) && !anyNA(attempt(leave1out(fit))$tau2)) return(fit)
   }
   stop("metafor loses a refit with every control")
}

sensitivity_result <- function(effects) {
   k <- length(effects$yi)
   fit <- lasting_fit(effects)
   pdf(NULL)
   on.exit(dev.off())
   spread <- baujat(fit)
   moved <- influence(fit)
   list(
      tau2 = fit$tau2, mu = as.numeric(fit$beta),
      leave_one_out = refits(effects, lapply(seq_len(k), function(i) seq_len(k)[-i]),
                             function() leave1out(fit)),
      cumulative = refits(effects, lapply(seq_len(k), seq_len), function() cumul(fit)),
      influence = list(rstudent = I(moved$inf$rstudent), dffits = I(moved$inf$dffits),
                       cook_d = I(moved$inf$cook.d), cov_r = I(moved$inf$cov.r),
                       tau2_del = I(moved$inf$tau2.del), q_del = I(moved$inf$QE.del),
                       hat = I(moved$inf$hat), weight = I(moved$inf$weight),
                       dfbetas = I(moved$dfbs[[1]])),
      baujat = list(x = I(spread$x), y = I(spread$y))
   )
}

coefficients_of <- function(fit) {
   list(mu = I(as.numeric(fit$beta)), se = I(fit$se), mu_low = I(fit$ci.lb), mu_high = I(fit$ci.ub))
}

omnibus <- function(fit) list(statistic = fit$QM, df = I(as.integer(fit$QMdf)), p = fit$QMp)

subgroup_result <- function(rows, column, measure) {
   group <- rows[[column]]
   kept <- group %in% names(which(table(group) >= 2))
   rows <- rows[kept, ]
   group <- factor(group[kept], levels = sort(unique(group[kept]), method = "radix"))
   effects <- effects_of(measure, rows)
   cells <- unname(model.matrix(~ group - 1))
   attributes(cells) <- list(dim = dim(cells))
   tau2 <- best_tau2("REML", effects$yi, effects$vi, cells)$tau2
   common <- function(formula, test) rma(effects$yi, effects$vi, mods = formula, method = "REML",
                                         tau2 = tau2, test = test)
   per_test <- function(test) {
      means <- common(~ group - 1, test)
      c(coefficients_of(means), list(difference = omnibus(common(~ group, test))))
   }
   tight <- tight_fit(effects, mods = cells[, -1, drop = FALSE], method = "REML")
   separate <- lapply(levels(group), function(level) {
      part <- list(yi = effects$yi[group == level], vi = effects$vi[group == level])
      best <- best_tau2("REML", part$yi, part$vi)$tau2
      rma(part$yi, part$vi, method = "REML", tau2 = best)
   })
   means <- vapply(separate, function(fit) as.numeric(fit$beta), 0)
   errors <- vapply(separate, function(fit) fit$se, 0)
   weights <- 1 / errors^2
   between <- sum(weights * (means - sum(weights * means) / sum(weights))^2)
   df <- nlevels(group) - 1L
   residual <- common(~ group, "z")
   list(
      column = column, measure = measure, groups = I(levels(group)),
      rows = I(as.integer(table(group))), left_out = sum(!kept),
      common = list(tau2 = tau2, metafor_tau2 = if (failed(tight)) tight else tight$tau2,
                    i2 = residual$I2, q_residual = residual$QE, q_residual_p = residual$QEp,
                    z = per_test("z"), knha = per_test("knha")),
      separate = list(tau2 = I(vapply(separate, `[[`, 0, "tau2")), mu = I(means), se = I(errors),
                      q = I(vapply(separate, `[[`, 0, "QE")), i2 = I(vapply(separate, `[[`, 0, "I2")),
                      q_between = between, df = df, p = pchisq(between, df, lower.tail = FALSE))
   )
}

regression_result <- function(rows, column, measure) {
   rows <- rows[!is.na(rows[[column]]), ]
   x <- as.numeric(rows[[column]])
   effects <- effects_of(measure, rows)
   design <- cbind(1, (x - mean(x)) / sd(x))
   tau2 <- best_tau2("REML", effects$yi, effects$vi, design)$tau2
   without <- best_tau2("REML", effects$yi, effects$vi)$tau2
   tight <- tight_fit(effects, mods = x - mean(x), method = "REML")
   at <- range(x)
   per_test <- function(test) {
      fit <- rma(effects$yi, effects$vi, mods = ~ x, method = "REML", tau2 = tau2, test = test)
      shown <- predict(fit, newmods = at)
      c(coefficients_of(fit), list(
         omnibus = omnibus(fit), p = I(fit$pval),
         predicted = list(at = at, mu = shown$pred, se = shown$se, mu_low = shown$ci.lb,
                          mu_high = shown$ci.ub, mu_pi_low = shown$pi.lb, mu_pi_high = shown$pi.ub)))
   }
   residual <- rma(effects$yi, effects$vi, mods = ~ x, method = "REML", tau2 = tau2)
   list(
      column = column, measure = measure, rows = length(x), tau2 = tau2,
      metafor_tau2 = if (failed(tight)) tight else tight$tau2, tau2_without = without,
      r2 = if (without > 0) 100 * max(0, (without - tau2) / without) else NA_real_,
      i2 = residual$I2, q_residual = residual$QE, q_residual_p = residual$QEp,
      z = per_test("z"), knha = per_test("knha"), adhoc = per_test("adhoc")
   )
}

make_sensitivity <- function(data_sets) {
   per_measure <- function(keys, maker) unlist(lapply(keys, function(key)
      lapply(SENSITIVITY_MEASURES, function(measure)
         c(list(dataset = key[1]), maker(data_sets[[key[1]]]$rows, key[2], measure)))),
      recursive = FALSE)
   list(
      level = 0.95,
      results = named_list(SENSITIVITY_SETS, function(name)
         named_list(SENSITIVITY_MEASURES, function(measure)
            sensitivity_result(effects_of(measure, data_sets[[name]]$rows)))),
      subgroups = per_measure(GROUPED, subgroup_result),
      meta_regression = per_measure(REGRESSIONS, regression_result)
   )
}
