# Pooled rates of one data set under other selections of rows, arms, models and estimators.

SPECIFICATION_SETS <- c("melanoma-orr", "melanoma-grade3-ae", "nsclc-orr")
SPECIFICATION_MEASURES <- c("PLO", "PAS")
SPECIFICATION_METHODS <- c("REML", "DL", "PM")
SPECIFICATION_TESTS <- c("z", "knha", "adhoc")

selections <- function(rows) {
   designs <- sort(setdiff(unique(rows$design), ""), method = "radix")
   of_design <- setNames(lapply(designs, function(design) rows[rows$design == design, ]),
                         paste("Design:", designs))
   all <- c(list("All rows" = rows, "Rows of 10 patients or more" = rows[rows$total >= 10, ]),
            of_design)
   Filter(function(part) length(unique(part$study_id)) >= 3, all)
}

summed_arms <- function(rows) {
   ids <- unique(rows$study_id)
   data.frame(study_id = ids,
              events = vapply(ids, function(id) sum(rows$events[rows$study_id == id]), 0L),
              total = vapply(ids, function(id) sum(rows$total[rows$study_id == id]), 0L))
}

# Studentised deleted residuals, each refit at the best root: metafor loses some of them.
without_furthest <- function(rows) {
   effects <- effects_of("PLO", rows)
   residual <- vapply(seq_len(nrow(rows)), function(i) {
      y <- effects$yi[-i]
      v <- effects$vi[-i]
      fit <- rma(y, v, method = "REML", tau2 = best_tau2("REML", y, v)$tau2)
      (effects$yi[i] - as.numeric(fit$beta)) / sqrt(effects$vi[i] + fit$tau2 + fit$se^2)
   }, 0)
   rows[-which.max(abs(residual)), ]
}

wald_rates <- function(mu, se, df) {
   limits <- function(quantile) as.list(setNames(plogis(mu + c(-1, 1) * quantile * se), c("low", "high")))
   list(estimate = plogis(mu), z = limits(qnorm(0.975)), t = limits(qt(0.975, df)))
}

glmm_rates <- function(rows, df) {
   fit <- maximise(rows$events, rows$total, matrix(1, nrow(rows), 1))$best
   wald_rates(fit$par[1], standard_errors(fit)$se, df)
}

beta_binomial_rates <- function(rows, df) {
   counts <- beta_binomial_counts(rows$events, rows$total)
   common <- qlogis(sum(rows$events) / sum(rows$total))
   null <- beta_binomial(counts, common, 0)
   inner <- climb_beta_binomial(counts, near_maximum(rows$events, rows$total, common))
   if (!is.null(inner) && inner$value > null$value + 1e-12)
      return(wald_rates(inner$par[1], sqrt(solve(-inner$hessian)[1, 1]), df))
   wald_rates(common, sqrt(-1 / null$hessian[1, 1]), df)
}

two_stage_rates <- function(rows, measure, method) {
   effects <- effects_of(measure, rows)
   arguments <- list(yi = effects$yi, vi = effects$vi, method = method)
   if (method %in% ITERATIVE) arguments$tau2 <- best_tau2(method, effects$yi, effects$vi)$tau2
   rate <- function(x) back_transform(measure, x, rows$total)
   fits <- named_list(SPECIFICATION_TESTS, function(test) do.call(rma, c(arguments, list(test = test))))
   c(list(estimate = rate(as.numeric(fits$z$beta))),
     lapply(fits, function(fit) list(low = rate(fit$ci.lb), high = rate(fit$ci.ub))))
}

specification_result <- function(rows, choices) {
   df <- length(unique(rows$study_id)) - 1
   two_stage <- named_list(SPECIFICATION_MEASURES, function(measure)
      named_list(SPECIFICATION_METHODS, function(method) two_stage_rates(rows, measure, method)))
   c(choices, list(events = I(rows$events), totals = I(rows$total),
                   models = c(list(glmm = list(ML = glmm_rates(rows, df)),
                                   "beta-binomial" = list(ML = beta_binomial_rates(rows, df))),
                              two_stage)))
}

specification_results <- function(rows) {
   out <- list()
   for (selected in names(selections(rows))) {
      part <- selections(rows)[[selected]]
      several <- anyDuplicated(part$study_id) > 0
      for (arms in if (several) c("separate", "combine") else "separate") {
         counted <- if (arms == "combine") summed_arms(part) else part
         fewer <- if (nrow(counted) > 3) without_furthest(counted) else counted[0, ]
         for (outliers in c("kept", "without-furthest")) {
            pooled <- if (outliers == "kept") counted else fewer
            if (length(unique(pooled$study_id)) >= 3)
               out <- c(out, list(specification_result(
                  pooled, list(rows = selected, arms = arms, outliers = outliers))))
         }
      }
   }
   out
}

make_specification <- function(data_sets) {
   list(level = 0.95, results = named_list(SPECIFICATION_SETS, function(name)
      specification_results(data_sets[[name]]$rows)))
}
