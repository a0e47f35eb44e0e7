# Three-level models (rows within studies): REML at the best of all maxima, with CR2 standard errors.
#
# metafor's optimisers can stop at the edge or early. The restricted likelihood is therefore
# maximised here over a scan of both variances; rma.mv is evaluated at that point, and its own
# optimum stands beside it.

THREE_LEVEL_SETS <- c("melanoma-orr", "melanoma-dcr", "melanoma-grade3-ae", "all-orr",
                      "melanoma-retreatment-orr", "hasselblad1998", "pagliaro1992",
                      "axfors2021-hcq", "collins1985a-control", "li2007-control")
THREE_LEVEL_MEASURES <- c("PLO", "PAS")

# Each argument is one study, its rows separated by spaces.
designed_arms <- function(name, ...) {
   arms <- strsplit(c(...), " ", fixed = TRUE)
   cells <- strsplit(unlist(arms), "/", fixed = TRUE)
   data_set(name, "designed", rep(paste("Study", seq_along(arms)), lengths(arms)),
            vapply(cells, `[`, "", 1L), vapply(cells, `[`, "", 2L))
}

three_level_sets <- function(data_sets) {
   designed <- list(
      designed_arms("unequal-arms", "0/12 3/15 2/20 5/18", "8/20", "6/31 1/9", "0/7",
                    "14/40 9/33 11/28"),
      designed_arms("studies-differ", "2/40 3/55", "20/50 18/47 22/52", "9/45 10/50", "35/50 30/44"),
      designed_arms("rows-differ", "2/40 25/50", "20/50 4/47", "30/45 5/50", "6/50 22/44"),
      designed_arms("no-spread", "6/20 9/30", "3/10 12/40 5/17", "7/23 9/31"),
      designed_arms("two-studies", "5/20 12/25", "2/30 6/28"),
      designed_arms("two-maxima-logit", "10/12 4/20", "2/20 69/150 2/3 169/400", "0/8",
                    "1/3 16/400 0/150 13/400", "3/8 4/8"),
      designed_arms("two-maxima-zero", "3/8", "2/12 1/20 0/12 3/40", "0/12 25/400 2/40 0/8"),
      designed_arms("two-maxima-edge", "5/12 2/12 1/5", "33/150 7/20", "0/5")
   )
   c(data_sets[THREE_LEVEL_SETS], setNames(designed, vapply(designed, `[[`, "", "name")))
}

# Restricted log-likelihood without constants, score and Hessian in (study, row) variances.
nested_likelihood <- function(sigma2, y, v, same_study, derivatives = TRUE) {
   V <- diag(v + sigma2[2]) + sigma2[1] * same_study
   root <- chol(V)
   W <- chol2inv(root)
   total <- sum(W)
   mu <- sum(W %*% y) / total
   r <- W %*% (y - mu)
   value <- -sum(log(diag(root))) - (log(total) + sum(r * (y - mu))) / 2
   if (!derivatives) return(list(value = value))
   P <- W - tcrossprod(rowSums(W)) / total
   P_study <- P %*% same_study
   score <- c(sum(r * (same_study %*% r)) - sum(diag(P_study)), sum(r^2) - sum(diag(P))) / 2
   second <- function(A, B, a, b) sum(A * t(B)) / 2 - sum(a * (P %*% b))
   ss <- second(P_study, P_study, same_study %*% r, same_study %*% r)
   sr <- second(P_study, P, same_study %*% r, r)
   rr <- second(P, P, r, r)
   list(value = value, score = score, hessian = matrix(c(ss, sr, sr, rr), 2))
}

# Newton's method on variances that stay at zero while the likelihood falls from there.
climb_nested <- function(start, y, v, same_study) {
   slope <- function(point, state)
      max(abs(state$score[point > 0 | state$score > 0]), 0) * max(point, min(v))
   at <- start
   now <- nested_likelihood(at, y, v, same_study)
   for (iteration in 1:300) {
      free <- at > 0 | now$score > 0
      if (!any(free)) break
      spectrum <- eigen(-now$hessian[free, free, drop = FALSE], symmetric = TRUE)
      curvature <- pmax(abs(spectrum$values), 1e-10 * max(abs(spectrum$values)))
      move <- c(0, 0)
      move[free] <- spectrum$vectors %*% (crossprod(spectrum$vectors, now$score[free]) / curvature)
      for (halving in 0:50) {
         trial <- pmax(at + move / 2^halving, 0)
         there <- nested_likelihood(trial, y, v, same_study)
         if (there$value >= now$value - 1e-13 * (1 + abs(now$value))) break
      }
      if (halving == 50L || all(trial == at)) break
      if (slope(at, now) < 1e-10 && slope(trial, there) >= slope(at, now)) break
      at <- trial
      now <- there
   }
   at[at < 1e-9 * min(v) & now$score < 0] <- 0
   c(list(sigma2 = at), nested_likelihood(at, y, v, same_study))
}

# All distinct maxima, highest first, from every start on a scan of both variances.
nested_maxima <- function(y, v, same_study) {
   steps <- c(0, exp(seq(log(0.01 * min(v)), log(4 * diff(range(y))^2 + max(v)), length.out = 7)))
   starts <- as.matrix(expand.grid(steps, steps))
   fits <- lapply(seq_len(nrow(starts)), function(i) climb_nested(starts[i, ], y, v, same_study))
   fits <- fits[order(-vapply(fits, `[[`, 0, "value"))]
   kept <- list()
   for (fit in fits) {
      same <- vapply(kept, function(other)
         max(abs(other$sigma2 - fit$sigma2)) < 1e-5 * (max(other$sigma2) + min(v)), TRUE)
      uphill <- fit$score[fit$sigma2 > 0 | fit$score > 0]
      settled <- max(abs(uphill), 0) * (max(fit$sigma2) + min(v)) < 1e-7
      if (settled && !any(same)) kept <- c(kept, list(fit))
   }
   kept
}

metafor_nested <- function(table, ...) {
   rma.mv(yi, vi, random = ~ 1 | study / row, method = "REML", data = table, ...)
}

cluster_robust <- function(fit, table) {
   shown <- clubSandwich::coef_test(fit, vcov = "CR2", cluster = table$study, test = "Satterthwaite")
   limits <- clubSandwich::conf_int(fit, vcov = "CR2", cluster = table$study, level = 0.95)
   list(se = shown$SE, df = shown$df, t = shown$tstat, p = shown$p_Satt,
        mu_low = limits$CI_L, mu_high = limits$CI_U)
}

three_level_result <- function(rows, measure) {
   effects <- effects_of(measure, rows)
   table <- data.frame(yi = effects$yi, vi = effects$vi,
                       study = factor(rows$study, levels = unique(rows$study)),
                       row = seq_len(nrow(rows)))
   same_study <- outer(as.integer(table$study), as.integer(table$study), `==`) * 1
   maxima <- nested_maxima(effects$yi, effects$vi, same_study)
   best <- maxima[[1]]
   fit <- metafor_nested(table, sigma2 = best$sigma2)
   own <- lapply(list(c("nlminb", NA), c("optim", "BFGS"), c("optim", "Nelder-Mead")), function(how) {
      control <- list(optimizer = how[1])
      if (!is.na(how[2])) control$optmethod <- how[2]
      control <- c(control, if (how[1] == "nlminb") list(rel.tol = 1e-15, x.tol = 1e-12)
                            else list(reltol = 1e-15, maxit = 5000))
      attempt(metafor_nested(table, control = control))
   })
   ends <- Filter(function(other) !failed(other), own)
   top <- which.max(vapply(ends, function(other) as.numeric(logLik(other)), 0))
   stopifnot(length(ends) > 0)
   ahead <- as.numeric(logLik(fit)) - as.numeric(logLik(ends[[top]]))
   at_edge <- best$sigma2 == 0
   out <- list(
      k = nrow(rows), studies = nlevels(table$study), mu = as.numeric(fit$beta), se = fit$se,
      mu_low = fit$ci.lb, mu_high = fit$ci.ub,
      estimate = back_transform(measure, as.numeric(fit$beta), rows$total),
      sigma2_study = best$sigma2[1], sigma2_row = best$sigma2[2],
      log_likelihood = as.numeric(logLik(fit)), q = fit$QE, q_df = fit$k - fit$p, q_p = fit$QEp,
      cr2 = cluster_robust(fit, table),
      metafor = list(sigma2_study = ends[[top]]$sigma2[1], sigma2_row = ends[[top]]$sigma2[2],
                     log_likelihood_behind = ahead),
      check = list(score = max(abs(best$score[!at_edge]), 0),
                   edge_score = I(best$score[at_edge]))
   )
   if (length(maxima) > 1L)
      out$maxima <- lapply(maxima, function(other) list(
         sigma2_study = other$sigma2[1], sigma2_row = other$sigma2[2],
         log_likelihood_behind = best$value - other$value))
   out
}

make_three_level <- function(data_sets) {
   sets <- three_level_sets(data_sets)
   list(level = 0.95, results = lapply(sets, function(set) c(
      list(rows = lapply(seq_len(nrow(set$rows)), function(i)
         as.list(set$rows[i, c("study", "events", "total")]))),
      named_list(THREE_LEVEL_MEASURES, function(measure) three_level_result(set$rows, measure)))))
}
