# Times metafor on the sets of a CSV file (group,events,total) and prints milliseconds of user time
# a fit: Rscript time.R SETS.csv ESTIMATOR
suppressPackageStartupMessages(library(metafor))
given <- commandArgs(trailingOnly = TRUE)
d <- read.csv(given[1])
sets <- split(d, d$group)
fit <- function(one)
   tryCatch(as.numeric(suppressWarnings(
      if (given[2] == "GLMM")
         rma.glmm(measure = "PLO", xi = one$events, ni = one$total, test = "t")
      else
         rma(measure = "PLO", xi = one$events, ni = one$total, method = given[2], test = "adhoc",
             to = "only0", control = list(maxiter = 1000)))$beta), error = function(e) NA)
invisible(lapply(sets[1:20], fit))
spent <- system.time(for (one in sets) fit(one))[["user.self"]]
cat(sprintf("%.6f\n", 1000 * spent / length(sets)))
