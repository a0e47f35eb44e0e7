# The shipped review in plain R: Rscript review.R FOLDER
# FOLDER holds one CSV of rows for each analysis (study, label, year, events, total, and a column g_…
# for every subgroup variable and m_… for every moderator); tables and figures go beside them.
suppressPackageStartupMessages({
   library(metafor)
   library(lme4)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
subsets <- 16384

quietly <- function(code) tryCatch(suppressWarnings(code), error = function(e) NULL)
glmm <- function(rows, ...)
   quietly(rma.glmm(measure = "PLO", xi = rows$events, ni = rows$total, test = "t", ...))
two_stage <- function(rows, measure = "PLO", method = "REML", test = "z")
   quietly(rma(measure = measure, xi = rows$events, ni = rows$total, method = method, test = test,
               slab = rows$label))
line <- function(name, fit)
   if (!is.null(fit)) data.frame(model = name, mu = fit$beta[1], low = fit$ci.lb[1],
                                 high = fit$ci.ub[1], tau2 = c(fit$tau2, NA)[1])
save <- function(rows, stem, name) if (!is.null(rows)) write.csv(rows, paste0(stem, "-", name, ".csv"))
drawn <- function(stem, name, code) {
   for (format in c("pdf", "svg", "png")) {
      path <- paste0(stem, "-", name, ".", format)
      if (format == "png") png(path, width = 2050, height = 2100, res = 300)
      else get(format)(path, width = 6.85, height = 7)
      quietly(eval(code, parent.frame()))
      dev.off()
   }
}
forest_of <- function(fit) quote(forest(fit, transf = transf.ilogit, addpred = TRUE, cex = 0.6))

one_review <- function(path) {
   stem <- sub("[.]csv$", "", path)
   d <- read.csv(path)
   d$row <- seq_len(nrow(d))
   fit <- two_stage(d)
   chosen <- glmm(d)

   nested <- escalc(measure = "PLO", xi = d$events, ni = d$total)
   models <- list(glmm = chosen, common = glmm(d, method = "EE"),
                  combined = glmm(aggregate(cbind(events, total) ~ study, d, sum)),
                  multilevel = quietly(rma.mv(nested$yi, nested$vi, random = ~ 1 | study / row, data = d)))
   for (measure in c("PR", "PLN", "PLO", "PAS", "PFT"))
      for (test in c("z", "knha", "adhoc"))
         models[[paste(measure, test)]] <- two_stage(d, measure, test = test)
   for (model in models) if (inherits(model, "rma.uni")) quietly(confint(model))
   quietly(confint(glmer(cbind(events, total - events) ~ 1 + (1 | row), family = binomial, data = d),
                   method = "profile", quiet = TRUE))
   save(do.call(rbind, Map(line, names(models), models)), stem, "models")

   studies <- unique(d$study)
   left <- do.call(rbind, lapply(studies, function(one) line(one, glmm(d[d$study != one, ]))))
   order <- unique(d$study[order(d$year, d$study)])
   grown <- do.call(rbind, lapply(seq_along(order)[-1], function(size)
      line(order[size], glmm(d[d$study %in% order[1:size], ]))))
   save(left, stem, "leave-one-out")
   save(grown, stem, "cumulative")
   for (part in list(list("leave-one-out", left), list("cumulative", grown))) {
      shown <- part[[2]]
      if (!is.null(shown))
         drawn(stem, part[[1]], quote(forest(shown$mu, ci.lb = shown$low, ci.ub = shown$high,
                                             slab = shown$model, transf = transf.ilogit)))
   }
   influential <- quietly(influence(fit))
   if (!is.null(influential)) {
      save(as.data.frame(influential$inf), stem, "influence")
      drawn(stem, "influence", quote(plot(influential)))
   }
   drawn(stem, "forest", forest_of(fit))
   drawn(stem, "funnel", quote(funnel(fit)))
   drawn(stem, "radial", quote(radial(fit)))
   drawn(stem, "baujat", quote(baujat(fit)))

   for (column in grep("^g_", names(d), value = TRUE)) {
      rows <- d[d[[column]] != "", ]
      levels <- unique(rows[[column]])
      if (length(levels) < 2) next
      parts <- lapply(levels, function(level) glmm(rows[rows[[column]] == level, ]))
      save(do.call(rbind, Map(line, levels, parts)), stem, column)
      glmm(rows, mods = as.formula(paste("~", column)), data = rows)
      ordered <- two_stage(rows[order(rows[[column]]), ])
      drawn(stem, column, quote(forest(ordered, transf = transf.ilogit, cex = 0.6)))
   }
   for (column in grep("^m_", names(d), value = TRUE)) {
      rows <- d[!is.na(d[[column]]), ]
      rows$x <- rows[[column]]
      glmm(rows, mods = ~ x, data = rows)
      moderated <- quietly(rma(measure = "PLO", xi = events, ni = total, mods = ~ x, data = rows,
                               test = "knha"))
      if (is.null(moderated)) next
      quietly(permutest(moderated, iter = 499, progbar = FALSE))
      drawn(stem, column, quote(regplot(moderated, mod = "x", transf = transf.ilogit)))
   }

   curve <- list()
   parts <- list(all = d, large = d[d$total >= 10, ],
                 combined = aggregate(cbind(events, total) ~ study, d, sum))
   for (part in names(parts)) {
      rows <- parts[[part]]
      rows$label <- rows$study
      for (outlier in 0:1) {
         if (outlier) rows <- rows[-which.max(abs(rows$events / rows$total - mean(rows$events / rows$total))), ]
         curve[[length(curve) + 1]] <- line(part, glmm(rows))
         for (measure in c("PLO", "PAS", "PFT")) for (method in c("REML", "DL", "PM"))
            for (test in c("z", "knha", "adhoc"))
               curve[[length(curve) + 1]] <- line(part, two_stage(rows, measure, method, test))
      }
   }
   curve <- do.call(rbind, curve)
   save(curve, stem, "specification")
   drawn(stem, "specification", quote(plot(sort(curve$mu))))

   everything <- quietly(
      if (2^nrow(d) <= subsets) gosh(fit, progbar = FALSE)
      else gosh(fit, subsets = subsets, progbar = FALSE))
   if (!is.null(everything)) drawn(stem, "gosh", quote(plot(everything)))
   p <- sapply(seq(-5, 3, length.out = 400), function(at) 2 * pnorm(-abs(fit$beta[1] - at) / fit$se))
   drawn(stem, "drapery", quote(plot(seq(-5, 3, length.out = 400), p, type = "l")))
}

for (path in list.files(folder, pattern = "^[a-z0-9-]+[.]csv$", full.names = TRUE)) {
   one_review(path)
   cat(sprintf("%s %.0f s\n", basename(path), proc.time()[["elapsed"]]), file = stderr())
}
