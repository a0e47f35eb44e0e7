# Relation of rates to the size of rows: lm, metafor's regtest, and its error rate by a plain loop.

SIMULATED_SETS <- c("melanoma-orr", "melanoma-grade3-ae", "nielweise2007-control", "pagliaro1992")
SIMULATED_SEED <- 20260301L
SIMULATED_REPLICATES <- 5000L

size_regression <- function(test, events, n) {
   if (test == "peters") {
      a <- ifelse(events == 0 | events == n, events + 0.5, events)
      b <- ifelse(events == 0 | events == n, n - events + 0.5, n - events)
      lm(log(a / b) ~ I(1 / n), weights = n)
   } else {
      lm(asin(sqrt(events / n)) ~ I(1 / (2 * sqrt(n))), weights = 4 * n)
   }
}

size_test <- function(test, events, n) {
   fit <- size_regression(test, events, n)
   found <- summary(fit)$coefficients[2, ]
   list(slope = found[[1]], se = found[[2]], statistic = found[[3]], df = fit$df.residual,
        p = found[[4]])
}

# The same p-values from metafor: variances 1/n stand for weights n.
size_test_metafor <- function(events, n) {
   half <- ifelse(events == 0 | events == n, 0.5, 0)
   log_odds <- log((events + half) / (n - events + half))
   sines <- escalc(measure = "PAS", xi = events, ni = n)
   list(peters_p = regtest(log_odds, vi = 1 / n, ni = n, model = "lm", predictor = "ninv")$pval,
        arcsine_p = regtest(sines$yi, vi = sines$vi, model = "lm", predictor = "sei")$pval)
}

# Share of p < 0.05 over data sets from the fitted model, one lm at a time; data sets without any
# event, or with events throughout, do not count.
false_positives <- function(rows) {
   n <- rows$total
   par <- maximise(rows$events, n, matrix(1, length(n), 1))$best$par
   set.seed(SIMULATED_SEED)
   below <- replicate(SIMULATED_REPLICATES, {
      events <- rbinom(length(n), n, plogis(rnorm(length(n), par[1], par[2])))
      if (all(events == 0) || all(events == n)) c(NA, NA)
      else c(size_test("peters", events, n)$p, size_test("arcsine", events, n)$p) < 0.05
   })
   tested <- sum(!is.na(below[1, ]))
   list(mu = par[1], tau = par[2], alpha = 0.05, replicates = tested,
        peters = sum(below[1, ], na.rm = TRUE) / tested,
        arcsine = sum(below[2, ], na.rm = TRUE) / tested)
}

make_small_study <- function(data_sets) {
   large <- Filter(function(set) nrow(set$rows) >= 10L, data_sets)
   list(
      results = named_list(names(large), function(name) {
         rows <- large[[name]]$rows
         c(list(k = nrow(rows)),
           named_list(c("peters", "arcsine"), function(test)
              size_test(test, rows$events, rows$total)),
           list(metafor = size_test_metafor(rows$events, rows$total)))
      }),
      false_positives = named_list(SIMULATED_SETS, function(name)
         false_positives(large[[name]]$rows))
   )
}
