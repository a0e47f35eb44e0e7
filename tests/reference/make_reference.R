# Makes the reference values beside this script. How to run it and what is in them: README.md.

arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)[1])))
families <- c("datasets", "two_stage", "glmm", "intervals", "sensitivity", "beta_binomial",
              "three_level", "glmm_series", "meta_regression", "bayes", "small_study", "gosh",
              "specification")
for (part in c("common", "quadrature", families)) source(file.path(here, paste0(part, ".R")))

asked <- parse_arguments(commandArgs(trailingOnly = TRUE), families, here)
data_sets <- all_data_sets(asked$studies)

makers <- list(
   datasets = function() make_datasets(data_sets),
   two_stage = function() make_two_stage(data_sets),
   glmm = function() make_glmm(data_sets),
   intervals = function() make_intervals(),
   sensitivity = function() make_sensitivity(data_sets),
   beta_binomial = function() make_beta_binomial(data_sets),
   three_level = function() make_three_level(data_sets),
   glmm_series = function() make_glmm_series(data_sets),
   meta_regression = function() make_meta_regression(data_sets),
   bayes = function() make_bayes(data_sets),
   small_study = function() make_small_study(data_sets),
   gosh = function() make_gosh(data_sets),
   specification = function() make_specification(data_sets)
)
for (family in asked$families) {
   started <- proc.time()[["elapsed"]]
   path <- file.path(asked$out, paste0(family, ".json"))
   write_json(c(header(family), makers[[family]]()), path)
   message(sprintf("%s: %.2f MB in %.0f s", path, file.size(path) / 1e6,
                   proc.time()[["elapsed"]] - started))
}
