# Times gosh() of metafor on rows of a CSV file (events,total) and prints milliseconds of user time
# a subset: Rscript time.R ROWS.csv ESTIMATOR SUBSETS
suppressPackageStartupMessages(library(metafor))
given <- commandArgs(trailingOnly = TRUE)
d <- read.csv(given[1])
count <- as.numeric(given[3])
fit <- rma(measure = "PLO", xi = d$events, ni = d$total, method = given[2])
set.seed(1)
spent <- system.time(gosh(fit, subsets = count, progbar = FALSE))[["user.self"]]
cat(sprintf("%.6f\n", 1000 * spent / count))
