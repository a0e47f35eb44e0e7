# Binomial-normal mixed model: metafor's rma.glmm (lme4) and an independent, sharper maximisation.

GROUPED <- list(
   c("melanoma-orr", "setting"), c("melanoma-orr", "design"), c("melanoma-grade3-ae", "setting"),
   c("all-orr", "cancer"), c("nsclc-orr", "setting"), c("debruin2009", "group"),
   c("hasselblad1998", "group"), c("pagliaro1992", "group"), c("hannum2020", "group"),
   c("axfors2021-hcq", "group")
)
NODES <- c(7L, 25L, 50L)
HARD_LIMIT <- 300  # logits; a profile that has not fallen by then has no limit

TOLERANCES <- 10^-(12:7)  # of lme4's inner iteration: the first that lets it finish is used

glmer_list <- function(tolerance) {
   list(optimizer = "bobyqa", tolPwrss = tolerance, optCtrl = list(maxfun = 1e5, rhoend = 1e-10))
}

metafor_glmm <- function(x, n, nodes, control) {
   fit <- attempt(rma.glmm(measure = "PLO", xi = x, ni = n, nAGQ = nodes, control = control))
   if (failed(fit)) return(fit)
   list(mu = as.numeric(fit$beta), se = fit$se, tau2 = fit$tau2, i2 = fit$I2, h2 = fit$H2,
        q_lr = fit$QE.LRT, q_lr_p = fit$QEp.LRT, q_wald = fit$QE.Wld, q_wald_p = fit$QEp.Wld,
        q_df = as.integer(fit$QE.df))
}

tight_metafor_glmm <- function(x, n, nodes) {
   for (tolerance in TOLERANCES) {
      fit <- metafor_glmm(x, n, nodes, list(glmerCtrl = glmer_list(tolerance)))
      if (!failed(fit)) return(c(fit, list(tol_pwrss = tolerance)))
   }
   fit
}

# Likelihood ratio of one common rate against one rate for each row.
deviance_of <- function(x, n) {
   rate <- sum(x) / sum(n)
   part <- function(a, expected) ifelse(a == 0, 0, a * log(a / expected))
   2 * sum(part(x, n * rate) + part(n - x, n * (1 - rate)))
}

saturated_loglik <- function(x, n) {
   part <- function(a) ifelse(a == 0, 0, a * log(a / n))
   sum(part(x) + part(n - x))
}

standard_errors <- function(fit) {
   last <- length(fit$par)
   conditional <- sqrt(diag(solve(-fit$hessian[-last, -last, drop = FALSE])))
   if (fit$par[last] == 0) return(list(se = conditional, conditional = conditional, se_tau = NA_real_))
   joint <- sqrt(diag(solve(-fit$hessian)))
   list(se = joint[-last], conditional = conditional, se_tau = joint[last])
}

# How far apart the trapezoidal value, half its step, `integrate` and a numerical Hessian are.
check_fit <- function(x, n, X, fit) {
   last <- length(fit$par)
   beta <- fit$par[-last]
   tau <- fit$par[last]
   half <- marginal(x, n, X, beta, tau, steps_per_sd = 2 * STEPS_PER_SD, derivatives = FALSE)$value
   eta <- drop(X %*% beta)
   range <- integration_range(x, n, eta, tau)
   by_integrate <- sum(vapply(seq_along(x), function(i) {
      f <- function(u) exp(log_relative(x[i], n[i], eta[i], tau, range$mode[i], u))
      area <- function(low, high) integrate(f, low, high, rel.tol = 1e-12, abs.tol = 0,
                                            subdivisions = 2000L)$value
      log(area(range$low[i], range$mode[i]) + area(range$mode[i], range$high[i])) +
         range$top[i] - log(2 * pi) / 2
   }, 0))
   numeric <- hessian(function(par) marginal(x, n, X, par[-last], par[last], derivatives = FALSE)$value,
                      fit$par)
   free <- if (tau == 0) seq_len(last - 1L) else seq_len(last)
   list(gradient = fit$size, half_step = abs(half - fit$value),
        integrate = abs(by_integrate - fit$value),
        hessian = max(abs(numeric[free, free] - fit$hessian[free, free])) / max(abs(fit$hessian)))
}

profile_intervals <- function(x, n, fit, level = 0.95) {
   k <- length(x)
   mu <- fit$par[1]
   tau <- fit$par[2]
   se <- standard_errors(fit)
   cuts <- c(chisq = qchisq(level, 1) / 2, t = qt((1 + level) / 2, k - 1)^2 / 2)
   limits <- lapply(cuts, function(cut) {
      profile <- function(at) profile_at_mu(x, n, at)
      ends <- vapply(c(-1, 1), function(side)
         profile_limit(profile, fit$value, cut, mu, side * se$se, side * HARD_LIMIT), 0)
      list(mu_low = ends[1], mu_high = ends[2],
           low = if (is.na(ends[1])) 0 else plogis(ends[1]),
           high = if (is.na(ends[2])) 1 else plogis(ends[2]))
   })
   by_tau <- function(at) profile_at_tau(x, n, at, mu)
   cut <- cuts[["chisq"]]
   low <- if (tau == 0 || fit$value - by_tau(0) <= cut) 0
          else uniroot(function(at) by_tau(at) - fit$value + cut, c(0, tau), tol = 1e-13,
                       maxiter = 1000)$root
   high <- profile_limit(by_tau, fit$value, cut, tau, max(0.2 * tau, 0.05 * se$se), HARD_LIMIT)
   list(level = level, mu = limits, tau2_low = low^2, tau2_high = high^2)
}

glmm_result <- function(rows) {
   x <- rows$events
   n <- rows$total
   k <- length(x)
   metafor <- c(setNames(lapply(NODES, function(nodes) tight_metafor_glmm(x, n, nodes)),
                         paste0("nodes_", NODES)),
                list(default_control = metafor_glmm(x, n, 7L, list())))
   if (sum(x) == 0 || sum(x) == sum(n))
      return(list(error = "no maximum: every row has 0 % or every row has 100 %", metafor = metafor))
   X <- matrix(1, k, 1)
   fits <- maximise(x, n, X)
   best <- fits$best
   mu <- best$par[1]
   tau <- best$par[2]
   se <- standard_errors(best)
   saturated <- saturated_loglik(x, n)
   coefficients <- sum(lchoose(n, x))
   q <- deviance_of(x, n)
   lr <- max(0, 2 * (best$value - fits$null$value))
   half <- qt(0.975, k - 1) * se$se
   list(
      k = k, mu = mu, se = se$se, se_conditional = se$conditional, tau = tau, tau2 = tau^2,
      se_tau = se$se_tau, estimate = plogis(mu), mean = marginal_mean(mu, tau),
      z = list(low = plogis(mu - qnorm(0.975) * se$se), high = plogis(mu + qnorm(0.975) * se$se)),
      t = list(low = plogis(mu - half), high = plogis(mu + half), df = k - 1L),
      log_likelihood = best$value, log_likelihood_with_coefficients = best$value + coefficients,
      log_likelihood_relative_to_saturated = best$value - saturated,
      log_likelihood_common = fits$null$value, mu_common = fits$null$par[1],
      q_lr = q, q_df = k - 1L, q_p = pchisq(q, k - 1, lower.tail = FALSE),
      tau2_lr = lr, tau2_lr_p = if (lr > 0) pchisq(lr, 1, lower.tail = FALSE) / 2 else 1,
      inner_maxima = fits$inner_maxima, profile = profile_intervals(x, n, best),
      check = check_fit(x, n, X, best), metafor = metafor
   )
}

# Common tau2, one logit for each group with two rows or more; the null model uses the same rows.
grouped_result <- function(rows, column) {
   group <- rows[[column]]
   kept <- group %in% names(which(table(group) >= 2))
   rows <- rows[kept, ]
   group <- factor(group[kept], levels = sort(unique(group[kept]), method = "radix"))
   x <- rows$events
   n <- rows$total
   if (any(tapply(x, group, sum) %in% 0) || any(tapply(n - x, group, sum) %in% 0))
      stop("a group without events or without non-events in ", column)
   X <- unname(model.matrix(~ group - 1))
   full <- maximise(x, n, X)$best
   null <- maximise(x, n, matrix(1, length(x), 1))$best
   last <- length(full$par)
   se <- standard_errors(full)
   lr <- 2 * (full$value - null$value)
   df <- nlevels(group) - 1L
   tau <- full$par[last]
   covariance <- if (tau == 0) solve(-full$hessian[-last, -last]) else solve(-full$hessian)[-last, -last]
   contrast <- cbind(-1, diag(df))
   difference <- drop(contrast %*% full$par[-last])
   wald <- drop(difference %*% solve(contrast %*% covariance %*% t(contrast), difference))
   for (tolerance in TOLERANCES) {
      glmer_fit <- attempt(glmer(cbind(x, n - x) ~ group - 1 + (1 | id), family = binomial, nAGQ = 50,
                                 data = data.frame(x = x, n = n, group = group, id = seq_along(x)),
                                 control = do.call(glmerControl, glmer_list(tolerance))))
      if (!failed(glmer_fit)) break
   }
   lme4 <- if (failed(glmer_fit)) glmer_fit else
      list(mu = I(unname(fixef(glmer_fit))), se = I(unname(sqrt(diag(as.matrix(vcov(glmer_fit)))))),
           tau2 = as.numeric(VarCorr(glmer_fit)$id), tol_pwrss = tolerance)
   list(
      column = column, groups = I(levels(group)), rows = I(as.integer(table(group))),
      left_out = sum(!kept), mu = I(full$par[-last]), se = I(se$se),
      estimate = I(plogis(full$par[-last])),
      mean = I(vapply(full$par[-last], marginal_mean, 0, tau = tau)), tau2 = tau^2,
      log_likelihood = full$value, null = list(mu = null$par[1], tau2 = null$par[2]^2,
                                               log_likelihood = null$value),
      lr = lr, df = df, p = pchisq(lr, df, lower.tail = FALSE), wald = wald,
      check = check_fit(x, n, X, full), lme4 = lme4
   )
}

make_glmm <- function(data_sets) {
   list(
      level = 0.95,
      results = lapply(data_sets, function(set) glmm_result(set$rows)),
      subgroups = lapply(GROUPED, function(key)
         c(list(dataset = key[1]), grouped_result(data_sets[[key[1]]]$rows, key[2])))
   )
}
