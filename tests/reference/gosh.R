# All subsets of rows: metafor's gosh, and rma at the best root where its iterations end elsewhere.

GOSH_SETS <- c("rcc-orr", "melanoma-cr", "nsclc-orr", "melanoma-dcr", "hine1989-lidocaine",
               "many-small-zeros", "two-maxima-reml", "all-identical")
GOSH_MEASURES <- c("PLO", "PAS")
GOSH_METHODS <- c("REML", "DL")

# The subsets of two or more rows as texts of 0 and 1, counted up in binary, first row first.
subset_codes <- function(k) {
   numbers <- seq_len(2^k - 1)
   held <- vapply(seq_len(k) - 1, function(i) bitwAnd(numbers, 2^i) > 0, logical(length(numbers)))
   held[rowSums(held) > 1, , drop = FALSE]
}

gosh_result <- function(effects, method) {
   k <- length(effects$yi)
   held <- subset_codes(k)
   fits <- lapply(seq_len(nrow(held)), function(i) {
      y <- effects$yi[held[i, ]]
      v <- effects$vi[held[i, ]]
      if (method == "DL") rma(y, v, method = "DL")
      else rma(y, v, method = "REML", tau2 = best_tau2("REML", y, v)$tau2)
   })
   column <- function(name) vapply(fits, function(fit) as.numeric(fit[[name]])[1], 0)
   list(tau2 = column("tau2"), mu = column("beta"), i2 = column("I2"),
        gosh = metafor_gosh(effects, method, held, column("tau2"), column("beta"), column("I2")))
}

# metafor's own gosh with tight control: how far it is, and in how many subsets it has no value.
metafor_gosh <- function(effects, method, held, tau2, mu, i2) {
   for (control in tight_controls(effects$yi, effects$vi)) {
      fit <- attempt(rma(effects$yi, effects$vi, method = method, control = control))
      own <- attempt(gosh(fit, progbar = FALSE))
      if (!failed(own)) break
   }
   if (failed(own)) return(own)
   key <- function(rows) apply(rows + 0L, 1, paste, collapse = "")
   at <- match(key(held), key(as.matrix(own$incl)))
   res <- own$res[at, ]
   list(subsets = nrow(held), without_value = sum(is.na(res$estimate)),
        largest_difference = list(tau2 = max(abs(res$tau2 - tau2), na.rm = TRUE),
                                  mu = max(abs(res$estimate - mu), na.rm = TRUE),
                                  i2 = max(abs(res$I2 - i2), na.rm = TRUE)))
}

make_gosh <- function(data_sets) {
   list(results = named_list(GOSH_SETS, function(name) {
      rows <- data_sets[[name]]$rows
      held <- subset_codes(nrow(rows))
      c(list(k = nrow(rows), subsets = I(apply(held + 0L, 1, paste, collapse = ""))),
        named_list(GOSH_MEASURES, function(measure)
           named_list(GOSH_METHODS, function(method)
              gosh_result(effects_of(measure, rows), method))))
   }))
}
