options(digits = 8, width = 120)
if (!requireNamespace("metafor", quietly = TRUE))
   stop("metafor is needed: install.packages(\"metafor\")", call. = FALSE)
if (!requireNamespace("lme4", quietly = TRUE))
   stop("lme4 is needed: install.packages(\"lme4\")", call. = FALSE)
suppressPackageStartupMessages(library(metafor))

comparison <- data.frame(analysis = character(), model = character(), quantity = character(),
                         published = numeric(), r = numeric(), difference = numeric(),
                         allowed = numeric())
remarks <- character()

# Differences are relative to the size of the number, or absolute where it is below 1.
compare <- function(analysis, model, published, r, allowed) {
   for (quantity in intersect(names(published), names(r))) {
      a <- published[[quantity]]
      b <- r[[quantity]]
      if (is.na(a) && is.na(b)) next
      limit <- if (quantity %in% names(allowed)) allowed[[quantity]] else allowed[["other"]]
      row <- data.frame(analysis = analysis, model = model, quantity = quantity, published = a,
                        r = b, difference = abs(a - b) / max(1, abs(a)), allowed = limit)
      comparison <<- rbind(comparison, row)
   }
}

remark <- function(analysis, model, words) {
   remarks <<- c(remarks, paste0(analysis, ", ", model, ": ", words))
}

to_proportion <- function(measure, x, total) {
   switch(measure, PR = pmin(pmax(x, 0), 1), PLN = pmin(exp(x), 1), PLO = transf.ilogit(x),
          PAS = transf.iarcsin(x), PFT = transf.ipft.hm(x, targs = list(ni = total)))
}

# Inverse-variance models. metafor's iterations may stop early or end in the lower of two maxima;
# it is then evaluated at the published tau2, and a remark says so.
two_stage <- function(analysis, model, d, measure, method, test, level, add, published) {
   effects <- escalc(measure = measure, xi = d$events, ni = d$total,
                     add = if (measure %in% c("PAS", "PFT")) 0 else add,
                     to = if (measure %in% c("PAS", "PFT")) "none" else "only0")
   fixed <- list(yi = effects$yi, vi = effects$vi, test = test, level = 100 * level)
   control <- list(threshold = 1e-12, maxiter = 10000, tol = 1e-12)
   fit <- tryCatch(do.call(rma, c(fixed, list(method = method, control = control))),
                   error = function(e) NULL, warning = function(w) NULL)
   away <- is.null(fit) || abs(fit$tau2 - published[["tau2"]]) > 1e-6 * max(1, fit$tau2)
   if (method != "FE" && away) {
      found <- if (is.null(fit)) "did not converge" else paste("gave tau2 =", signif(fit$tau2, 10))
      remark(analysis, model, paste0("metafor's ", method, " ", found, "; evaluated at tau2 = ",
                                     signif(published[["tau2"]], 10), "."))
      fit <- do.call(rma, c(fixed, list(method = method, tau2 = published[["tau2"]])))
   }
   reach <- qt((1 + level) / 2, nrow(d) - 1) * sqrt(fit$tau2 + fit$se^2)
   rates <- to_proportion(measure, c(fit$beta, fit$ci.lb, fit$ci.ub, fit$beta - reach,
                                     fit$beta + reach), d$total)
   r <- list(mu = as.numeric(fit$beta), se = fit$se, mu_low = fit$ci.lb, mu_high = fit$ci.ub,
             estimate = rates[1], ci_low = rates[2], ci_high = rates[3], tau2 = fit$tau2,
             q = fit$QE, q_df = fit$k - 1)
   if (method != "FE") r <- c(r, list(pi_low = rates[4], pi_high = rates[5]))
   compare(analysis, model, published, r, list(other = 1e-6, tau2 = 1e-6))
}

# lme4's inner iteration does not always finish at the sharpest tolerance: the first that does.
glmm_fit <- function(d, method, level) {
   for (tolerance in 10^-(12:6)) {
      optimiser <- list(optimizer = "bobyqa", tolPwrss = tolerance,
                        optCtrl = list(maxfun = 1e5, rhoend = 1e-10))
      fit <- tryCatch(
         suppressWarnings(rma.glmm(measure = "PLO", xi = d$events, ni = d$total, method = method,
                                   level = 100 * level,
                                   nAGQ = if (method == "ML") 25 else 1,
                                   control = list(glmerCtrl = optimiser))),
         error = function(e) NULL)
      if (!is.null(fit)) return(fit)
   }
   NULL
}

# The standard error of metafor leaves out that tau2 is estimated, so it is compared only where
# one common rate is assumed.
glmm <- function(analysis, model, d, method, level, published) {
   fit <- glmm_fit(d, method, level)
   if (is.null(fit)) return(remark(analysis, model, "rma.glmm found no fit."))
   r <- list(mu = as.numeric(fit$beta), estimate = transf.ilogit(as.numeric(fit$beta)),
             q = fit$QE.LRT, q_df = fit$QE.df)
   if (method == "ML") r <- c(r, list(tau2 = fit$tau2))
   else r <- c(r, list(se = fit$se, mu_low = fit$ci.lb, mu_high = fit$ci.ub))
   compare(analysis, model, published, r, list(other = 1e-4, tau2 = 1e-3, q = 1e-3))
}

three_level <- function(analysis, model, d, measure, add, published) {
   effects <- escalc(measure = measure, xi = d$events, ni = d$total,
                     add = if (measure %in% c("PAS", "PFT")) 0 else add,
                     to = if (measure %in% c("PAS", "PFT")) "none" else "only0")
   d$row <- seq_len(nrow(d))
   fit <- NULL
   for (tolerance in 10^-(12:8)) if (is.null(fit)) fit <- tryCatch(
      rma.mv(effects$yi, effects$vi, random = ~ 1 | study_id/row, data = d,
             control = list(rel.tol = tolerance, iter.max = 1000, eval.max = 5000)),
      error = function(e) NULL)
   if (is.null(fit)) return(remark(analysis, model, "rma.mv found no fit."))
   r <- list(mu = as.numeric(fit$beta), tau2 = sum(fit$sigma2))
   compare(analysis, model, published, r, list(other = 1e-4, tau2 = 1e-3))
}

summed <- function(d) aggregate(cbind(events, total) ~ study_id, data = d, FUN = sum)

# Every single number stands in the data frame `comparison` afterwards.
verdict <- function() {
   comparison$agrees <- comparison$difference <= comparison$allowed
   models <- unique(comparison[c("analysis", "model")])
   of <- function(column, how) mapply(function(a, m) {
      how(comparison[[column]][comparison$analysis == a & comparison$model == m])
   }, models$analysis, models$model)
   models$numbers <- of("r", length)
   models$largest_difference <- signif(of("difference", max), 2)
   models$agrees <- ifelse(of("agrees", all), "yes", "NO")
   print(models, row.names = FALSE, right = FALSE)
   if (length(remarks)) cat("", "Remarks:", remarks, sep = "\n")
   wrong <- comparison[!comparison$agrees, ]
   if (nrow(wrong)) print(wrong, row.names = FALSE)
   cat("\n", nrow(comparison), " numbers compared, ", nrow(wrong), " disagree (R ",
       as.character(getRversion()), ", metafor ", as.character(packageVersion("metafor")),
       ", lme4 ", as.character(packageVersion("lme4")), ").\n", sep = "")
   if (nrow(wrong) && !interactive()) quit(status = 1)
   invisible(comparison)
}
