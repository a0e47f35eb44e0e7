# The binomial-normal model refitted over series of rows, and with moderators.

SERIES_SETS <- c("melanoma-orr", "melanoma-grade3-ae", "melanoma-dcr", "melanoma-cr", "nsclc-orr",
                 "debruin2009", "many-small-zeros", "reml-stops", "one-event", "mostly-all-events",
                 "two-rows")
GLMM_REGRESSIONS <- list(
   list("melanoma-orr", "year"), list("all-orr", "year"), list("debruin2009", "year"),
   list("nielweise2007-control", "year"), list("dorn2007-placebo", "year"),
   list("collins1985a-control", "year"), list("melanoma-orr", c("year", "setting")),
   list("melanoma-orr", "setting"), list("debruin2009", c("year", "group")),
   list("hasselblad1998", c("year", "group"))
)

series_fit <- function(rows) {
   x <- rows$events
   n <- rows$total
   if (length(x) < 2L) return(list(k = length(x), error = "one row is not pooled"))
   if (sum(x) == 0 || sum(x) == sum(n))
      return(list(k = length(x), error = "no maximum: every row has 0 % or every row has 100 %"))
   fits <- maximise(x, n, matrix(1, length(x), 1))
   best <- fits$best
   if (is.null(best)) best <- fits$null
   list(k = length(x), studies = length(unique(rows$study)), mu = best$par[1],
        se = standard_errors(best)$se, tau2 = best$par[2]^2,
        log_likelihood_relative_to_saturated = best$value - saturated_loglik(x, n),
        gradient = best$size)
}

series_result <- function(rows) {
   k <- nrow(rows)
   studies <- unique(rows$study)
   without <- function(label, keep) c(label, series_fit(rows[keep, , drop = FALSE]))
   list(
      leave_one_row_out = lapply(seq_len(k), function(i)
         without(list(left_out = i), seq_len(k) != i)),
      leave_one_study_out = lapply(studies, function(study)
         without(list(left_out = study), rows$study != study)),
      cumulative = lapply(seq_len(k), function(i) series_fit(rows[seq_len(i), , drop = FALSE]))
   )
}

# Rows with every moderator known and factor levels of two rows or more; numbers are centred at
# their mean over these rows, the first factor level in byte order is the reference.
moderated_rows <- function(rows, moderators) {
   numeric <- vapply(moderators, function(name) is.numeric(rows[[name]]), TRUE)
   known <- Reduce(`&`, lapply(rows[moderators], function(column) !is.na(column) & column != ""))
   kept <- which(known)
   for (name in moderators[!numeric])
      kept <- kept[rows[[name]][kept] %in% names(which(table(rows[[name]][kept]) >= 2))]
   used <- rows[kept, , drop = FALSE]
   columns <- list(rep(1, nrow(used)))
   names <- "intercept"
   centres <- setNames(list(), character())
   for (name in moderators) {
      value <- used[[name]]
      if (name %in% moderators[numeric]) {
         centres[[name]] <- mean(value)
         columns <- c(columns, list(value - mean(value)))
         names <- c(names, name)
      } else {
         levels <- sort(unique(value), method = "radix")
         columns <- c(columns, lapply(levels[-1], function(level) as.numeric(value == level)))
         names <- c(names, paste0(name, "=", levels[-1]))
      }
   }
   list(rows = used, kept = kept, X = do.call(cbind, columns), names = names, centres = centres)
}

as_rows <- function(matrix) lapply(seq_len(nrow(matrix)), function(i) I(unname(matrix[i, ])))

# Columns are scaled before climbing, so that years do not upset the Newton steps.
glmm_regression <- function(rows, moderators) {
   model <- moderated_rows(rows, moderators)
   x <- model$rows$events
   n <- model$rows$total
   scale <- apply(model$X, 2, function(column) sqrt(mean(column^2)))
   X <- sweep(model$X, 2, scale, `/`)
   fits <- maximise(x, n, X)
   best <- if (is.null(fits$best)) fits$null else fits$best
   none <- maximise(x, n, matrix(1, length(x), 1))
   null <- if (is.null(none$best)) none$null else none$best
   last <- length(best$par)
   tau <- best$par[last]
   covariance <- if (tau == 0) solve(-best$hessian[-last, -last]) else solve(-best$hessian)[-last, -last]
   covariance <- covariance / outer(scale, scale)
   beta <- best$par[-last] / scale
   df <- ncol(X) - 1L
   lr <- 2 * (best$value - null$value)
   wald <- drop(beta[-1] %*% solve(covariance[-1, -1], beta[-1]))
   for (tolerance in TOLERANCES) {
      peer <- attempt(glmer(cbind(x, n - x) ~ X - 1 + (1 | id), family = binomial, nAGQ = 50,
                            data = list(x = x, n = n, X = X, id = factor(seq_along(x))),
                            control = do.call(glmerControl, glmer_list(tolerance))))
      if (!failed(peer)) break
   }
   list(
      moderators = I(moderators), rows = I(model$kept), k = length(x), centres = model$centres,
      coefficients = I(model$names), design = as_rows(model$X), beta = I(beta),
      se = I(sqrt(diag(covariance))), covariance = as_rows(covariance), tau2 = tau^2,
      log_likelihood = best$value,
      log_likelihood_relative_to_saturated = best$value - saturated_loglik(x, n),
      null = list(mu = null$par[1], tau2 = null$par[2]^2, log_likelihood = null$value),
      lr = lr, df = df, p = pchisq(lr, df, lower.tail = FALSE),
      wald = wald, wald_p = pchisq(wald, df, lower.tail = FALSE),
      check = check_fit(x, n, X, best),
      lme4 = if (failed(peer)) peer else list(
         beta = I(unname(fixef(peer)) / scale),
         se = I(unname(sqrt(diag(as.matrix(vcov(peer))))) / scale),
         tau2 = as.numeric(VarCorr(peer)$id), tol_pwrss = tolerance)
   )
}

make_glmm_series <- function(data_sets) {
   list(
      results = named_list(SERIES_SETS, function(name) series_result(data_sets[[name]]$rows)),
      meta_regression = lapply(GLMM_REGRESSIONS, function(key)
         c(list(dataset = key[[1]]), glmm_regression(data_sets[[key[[1]]]]$rows, key[[2]])))
   )
}
