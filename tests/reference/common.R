# Arguments, a JSON writer that keeps every bit of a double, and what every file says of its origin.

suppressPackageStartupMessages({
   library(metafor)
   library(metadat)
   library(lme4)
   library(numDeriv)
})
options(warn = 1)

parse_arguments <- function(given, families, here) {
   take <- function(flag, default) {
      at <- match(flag, given)
      if (is.na(at)) default else given[at + 1L]
   }
   named <- setdiff(given, c("--studies", "--out", take("--studies", ""), take("--out", "")))
   unknown <- setdiff(named, families)
   if (length(unknown))
      stop("unknown family ", unknown[1], "; choose from ", paste(families, collapse = ", "))
   list(
      studies = take("--studies", file.path(here, "..", "..", "data", "studies")),
      out = take("--out", here),
      families = if (length(named)) named else families
   )
}

# Packages that one family alone needs, beside those loaded above.
FAMILY_PACKAGES <- list(beta_binomial = "VGAM", three_level = "clubSandwich")

header <- function(family) {
   packages <- c("metafor", "metadat", "lme4", "numDeriv", FAMILY_PACKAGES[[family]])
   list(
      schema = paste0("rechallenge/reference/", family, "/1"),
      script = "tests/reference/make_reference.R",
      significant_digits = 17L,
      r = as.character(getRversion()),
      packages = setNames(lapply(packages, function(p) as.character(packageVersion(p))), packages)
   )
}

# 17 significant digits identify a double; jsonlite stops at 15. Values that are not finite become
# null. Lists with names are objects, other lists and longer vectors are arrays, `I()` keeps a
# vector of length one an array.
json <- function(value, depth = 0L, open_to = 3L) {
   if (is.null(value)) return("null")
   if (is.list(value)) {
      names <- names(value)
      parts <- vapply(value, json, "", depth = depth + 1L, open_to = open_to, USE.NAMES = FALSE)
      if (length(parts) && !is.null(names)) parts <- paste0(json_text(names), ": ", parts)
      brackets <- if (is.null(names)) c("[", "]") else c("{", "}")
      if (!length(parts)) return(paste0(brackets, collapse = ""))
      if (depth >= open_to)
         return(paste0(brackets[1], paste(parts, collapse = ", "), brackets[2]))
      indent <- strrep(" ", depth + 1L)
      return(paste0(brackets[1], "\n", indent, paste(parts, collapse = paste0(",\n", indent)),
                    "\n", strrep(" ", depth), brackets[2]))
   }
   scalar <- length(value) == 1L && !inherits(value, "AsIs")
   value <- as.vector(unclass(value))
   text <- if (is.character(value)) json_text(value)
           else if (is.logical(value)) ifelse(value, "true", "false")
           else if (is.integer(value)) sprintf("%d", value)
           else ifelse(value == 0, "0", sprintf("%.17g", value))
   text[is.na(value) | (is.numeric(value) & !is.finite(value))] <- "null"
   if (scalar) text else paste0("[", paste(text, collapse = ", "), "]")
}

json_text <- function(text) {
   text <- gsub("\\", "\\\\", enc2utf8(text), fixed = TRUE)
   text <- gsub("\"", "\\\"", text, fixed = TRUE)
   paste0("\"", gsub("[[:cntrl:]]", " ", text), "\"")
}

write_json <- function(value, path) {
   file <- file(path, open = "wb")
   on.exit(close(file))
   writeLines(json(value), file, sep = "\n", useBytes = TRUE)
}

# The value, or list(error = message); warnings are muffled because the numbers are checked instead.
attempt <- function(expression) {
   tryCatch(
      withCallingHandlers(expression, warning = function(w) invokeRestart("muffleWarning")),
      error = function(e) list(error = trimws(gsub("[[:space:]]+", " ", conditionMessage(e))))
   )
}

failed <- function(value) is.list(value) && !is.null(value$error)

named_list <- function(keys, maker) setNames(lapply(keys, maker), keys)
