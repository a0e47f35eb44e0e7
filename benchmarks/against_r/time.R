# Times metafor on the rows of a CSV file and prints JSON: Rscript time.R ROWS.csv REPEATS SECONDS

missing <- Filter(function(name) !requireNamespace(name, quietly = TRUE), c("metafor", "lme4"))
if (length(missing)) {
   cat(missing, file = stderr())
   quit(status = 3L)
}
suppressPackageStartupMessages({
   library(metafor)
   library(lme4)
})
given <- commandArgs(trailingOnly = TRUE)
d <- read.csv(given[1], na.strings = "", encoding = "UTF-8")
repeats <- as.integer(given[2])
least_seconds <- as.numeric(given[3])
few <- d[1:10, ]

glmm <- function(rows, ...)
   rma.glmm(measure = "PLO", xi = rows$events, ni = rows$total, ...)
reml <- function(rows, ..., measure = "PLO")
   rma(measure = measure, xi = rows$events, ni = rows$total, ...)
mu <- function(fit) as.numeric(fit$beta)[1]
fitted_reml <- reml(d)

by_study <- function(rows, use) vapply(unique(rows$study), function(one) use(rows$study == one), 0)

# One variable in the GLMM with a common tau2, and the model without it on the same rows.
glmm_moderated <- function(column) {
   rows <- d[!is.na(d[[column]]), ]
   # A level with a single row is left out of the test.
   if (is.character(rows[[column]]))
      rows <- rows[ave(rows$total, rows[[column]], FUN = length) > 1, ]
   full <- rma.glmm(measure = "PLO", xi = events, ni = total, data = rows,
                    mods = as.formula(paste("~", column)))
   2 * (logLik(full) - logLik(glmm(rows)))
}

whole_analysis <- function() {
   chosen <- glmm(d, test = "t")
   mixed <- glmer(cbind(events, total - events) ~ 1 + (1 | row), family = binomial,
                  data = transform(d, row = seq_len(nrow(d))))
   confint(mixed, method = "profile", quiet = TRUE)
   two_stage <- lapply(c("z", "knha", "adhoc"), function(test) reml(d, test = test))
   arcsine <- reml(d, test = "adhoc", measure = "PAS")
   for (fit in c(two_stage, list(arcsine))) confint(fit)
   glmm(d, method = "EE")
   nested <- escalc(measure = "PLO", xi = d$events, ni = d$total)
   rma.mv(nested$yi, nested$vi, random = ~ 1 | study / row,
          data = transform(d, row = seq_len(nrow(d))))
   combined <- glmm(aggregate(cbind(events, total) ~ study, d, sum))
   left_out <- by_study(d, function(own) mu(glmm(d[!own, ], test = "t")))
   order <- unique(d$study[order(is.na(d$year), d$year, d$study)])
   for (size in 2:length(order)) glmm(d[d$study %in% order[1:size], ])
   influence(two_stage[[1]])
   for (column in c("setting", "design", "year")) glmm_moderated(column)
   dated <- d[!is.na(d$year), ]
   moderated <- rma(measure = "PLO", xi = events, ni = total, mods = ~ year, data = dated,
                    test = "knha")
   permutest(moderated, iter = 499, progbar = FALSE)
   c(mu(chosen), mu(two_stage[[1]]), mu(arcsine), mu(combined), left_out)
}

tasks <- list(
   glmm_fit = function() mu(glmm(few, test = "t")),
   glmm_left_out = function() vapply(seq_len(nrow(d)), function(i) mu(glmm(d[-i, ], test = "t")), 0),
   reml_fit = function() mu(reml(d)),
   reml_fit_limits = function() {
      fit <- reml(d)
      confint(fit)
      mu(fit)
   },
   reml_left_out = function() as.numeric(leave1out(fitted_reml)$estimate),
   influence = function() influence(fitted_reml)$inf$cook.d,
   whole = whole_analysis
)

seconds <- function(task, calls) system.time(for (i in seq_len(calls)) task())[["elapsed"]]

timed <- function(task) {
   values <- task()
   calls <- max(1, ceiling(least_seconds / max(seconds(task, 1L), 1e-3)))
   list(milliseconds = vapply(seq_len(repeats), function(i) 1000 * seconds(task, calls) / calls, 0),
        values = as.numeric(values))
}

numbers <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
member <- function(name, text) sprintf("\"%s\": %s", name, text)
object <- function(members) paste0("{", paste(members, collapse = ", "), "}")
version <- function(name) sprintf("\"%s\"", as.character(packageVersion(name)))

measured <- lapply(names(tasks), function(name) {
   cat(sprintf("R: %s\n", name), file = stderr())
   found <- suppressWarnings(timed(tasks[[name]]))
   member(name, object(c(member("milliseconds", numbers(found$milliseconds)),
                         member("values", numbers(found$values)))))
})
cat(object(c(
   member("r", sprintf("\"%s\"", as.character(getRversion()))),
   member("packages", object(c(member("metafor", version("metafor")),
                               member("lme4", version("lme4"))))),
   member("tasks", object(unlist(measured)))
)), "\n")
