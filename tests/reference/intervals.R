# Exact and approximate intervals of one proportion.

CONFIDENCE_LEVELS <- c(0.8, 0.9, 0.95, 0.99)

counts_grid <- function() {
   small <- do.call(rbind, lapply(c(1, 2, 3, 5, 9), function(n) data.frame(x = 0:n, n = n)))
   large <- do.call(rbind, lapply(c(14, 20, 36, 46, 65, 103, 351, 1000, 1e6), function(n)
      data.frame(x = unique(c(0, 1, 2, round(n * c(0.043, 0.2, 0.5, 0.9)), n - 1, n)), n = n)))
   rbind(small, large)
}

jeffreys <- function(x, n, level) {
   tail <- (1 - level) / 2
   qbeta(c(tail, 1 - tail), x + 1 / 2, n - x + 1 / 2)
}

agresti_coull <- function(x, n, level) {
   z <- qnorm((1 + level) / 2)
   centre <- (x + z^2 / 2) / (n + z^2)
   centre + c(-1, 1) * z * sqrt(centre * (1 - centre) / (n + z^2))
}

make_intervals <- function() {
   grid <- counts_grid()
   rows <- lapply(seq_len(nrow(grid)), function(i) {
      x <- grid$x[i]
      n <- grid$n[i]
      per_level <- lapply(CONFIDENCE_LEVELS, function(level) list(
         level = level,
         clopper_pearson = as.numeric(binom.test(x, n, conf.level = level)$conf.int),
         wilson = as.numeric(suppressWarnings(
            prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)),
         jeffreys = jeffreys(x, n, level),
         agresti_coull = agresti_coull(x, n, level)
      ))
      list(events = as.integer(x), total = as.integer(n), intervals = per_level)
   })
   list(intervals = rows)
}
