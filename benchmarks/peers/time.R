# Times one task of metafor: Rscript time.R TASK ROWS.csv SECONDS
# Prints milliseconds of a call and a number to hold against the other side.
suppressPackageStartupMessages(library(metafor))
given <- commandArgs(trailingOnly = TRUE)
d <- read.csv(given[2])
least_seconds <- as.numeric(given[3])
two_stage <- function(rows, method)
   rma(measure = "PLO", xi = rows$events, ni = rows$total, method = method)
set_fit <- function(rows, method)
   tryCatch(suppressWarnings(
      if (method == "GLMM") rma.glmm(measure = "PLO", xi = rows$events, ni = rows$total, test = "t")
      else rma(measure = "PLO", xi = rows$events, ni = rows$total, method = method, test = "adhoc",
               to = "only0", control = list(maxiter = 1000))), error = function(e) NULL)
mu <- function(fit) as.numeric(fit$beta)[1]
with_limits <- function(fit) {
   confint(fit)
   mu(fit)
}
sets <- if ("group" %in% names(d)) split(d, d$group)
fitted <- if (is.null(sets)) two_stage(d, "REML")
every_set <- function(method) {
   for (one in sets) set_fit(one, method)
   NaN
}
tasks <- list(
   DL = function() with_limits(two_stage(d, "DL")),
   REML = function() with_limits(two_stage(d, "REML")),
   GLMM = function() mu(rma.glmm(measure = "PLO", xi = d$events, ni = d$total, test = "t")),
   left_out = function() leave1out(fitted)$estimate[1],
   influence = function() influence(fitted)$inf$cook.d[1],
   permutations = function() {
      moderated <- rma(measure = "PLO", xi = d$events, ni = d$total, mods = ~ I(d$year - 2019),
                       test = "knha")
      permutest(moderated, iter = 1000, progbar = FALSE)
      moderated$QM
   },
   gosh_DL = function() {
      gosh(two_stage(d, "DL"), subsets = 3000, progbar = FALSE)
      NaN
   },
   gosh_REML = function() {
      gosh(fitted, subsets = 3000, progbar = FALSE)
      NaN
   },
   sets_DL = function() every_set("DL"),
   sets_REML = function() every_set("REML"),
   sets_GLMM = function() every_set("GLMM"),
   forest = function() {
      path <- tempfile(fileext = ".pdf")
      pdf(path, width = 6.85, height = 7)
      forest(fitted, transf = transf.ilogit, slab = d$label, refline = NA, cex = 0.7, addpred = TRUE,
             ilab = cbind(d$events, d$total), ilab.xpos = c(-0.4, -0.2), header = TRUE)
      dev.off()
      NaN
   }
)
task <- tasks[[given[1]]]
seconds <- function(calls) system.time(for (i in seq_len(calls)) value <<- task())[["elapsed"]]
value <- NaN
once <- suppressWarnings(seconds(1L))
calls <- max(1, ceiling(least_seconds / max(once, 1e-3)))
spent <- if (calls > 1 || once < 5) suppressWarnings(seconds(calls)) / calls else once
cat(sprintf("%.6f %.15g\n", 1000 * spent, value))
