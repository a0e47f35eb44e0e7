# The data sets: the analyses of data/studies, single arms of published data sets, and edge cases.

RETREATMENT <- c("rechallenge_same", "rechallenge_mixed", "second_course", "resumption")

all_data_sets <- function(studies) {
   sets <- c(shipped_data_sets(studies), published_data_sets(), designed_data_sets())
   setNames(sets, vapply(sets, `[[`, "", "name"))
}

make_datasets <- function(data_sets) {
   list(datasets = lapply(unname(data_sets), function(set) {
      set$rows <- lapply(seq_len(nrow(set$rows)), function(i) as.list(set$rows[i, , drop = FALSE]))
      set
   }))
}

data_set <- function(name, source, study, events, total, ...) {
   rows <- data.frame(study = study, ..., stringsAsFactors = FALSE)
   if (is.null(rows$arm)) rows$arm <- ""
   rows$events <- as.integer(events)
   rows$total <- as.integer(total)
   stopifnot(all(rows$events >= 0), all(rows$events <= rows$total), all(rows$total > 0))
   list(name = name, source = source, rows = rows)
}

read_studies <- function(folder) {
   files <- sort(list.files(folder, pattern = "\\.csv$"), method = "radix")
   if (!length(files)) stop("no study files in ", folder, "; name their folder with --studies")
   wanted <- c("study_id", "study", "year", "arm", "outcome", "events", "total", "cancer", "design",
               "setting", "include")
   do.call(rbind, lapply(files, function(file) {
      table <- read.csv(file.path(folder, file), colClasses = "character", na.strings = character(),
                        check.names = FALSE, encoding = "UTF-8")
      names(table)[names(table) == "responders"] <- "events"
      if (!"study_id" %in% names(table)) table$study_id <- sub("\\.csv$", "", file)
      for (column in setdiff(wanted, names(table)))
         table[[column]] <- if (column == "include") "1" else ""
      table[wanted]
   }))
}

shipped_data_sets <- function(folder) {
   all <- read_studies(folder)
   all <- all[all$include != "0" & all$events != "" & all$total != "", ]
   pick <- function(name, outcome, group, cancer = unique(all$cancer), setting = unique(all$setting)) {
      rows <- all[all$outcome == outcome & all$cancer %in% cancer & all$setting %in% setting, ]
      data_set(name, "data/studies", rows$study, rows$events, rows$total,
               study_id = rows$study_id, arm = rows$arm,
               year = suppressWarnings(as.integer(rows$year)), cancer = rows$cancer,
               design = rows$design, setting = rows$setting, group = rows[[group]])
   }
   melanoma <- "melanoma"
   list(
      pick("melanoma-orr", "orr", "setting", melanoma),
      pick("melanoma-dcr", "dcr", "setting", melanoma),
      pick("melanoma-cr", "cr", "setting", melanoma),
      pick("melanoma-grade3-ae", "grade3_ae", "setting", melanoma),
      pick("rcc-orr", "orr", "setting", "renal cell carcinoma"),
      pick("nsclc-orr", "orr", "setting", "non-small cell lung cancer"),
      pick("all-orr", "orr", "cancer"),
      pick("melanoma-retreatment-orr", "orr", "setting", melanoma, RETREATMENT)
   )
}

published_data_sets <- function() {
   from <- function(name) paste0("metadat::", name)
   bruin <- dat.debruin2009
   bcg <- dat.bcg
   smoking <- dat.hasselblad1998
   bleeding <- dat.pagliaro1992
   smell <- dat.hannum2020
   malaria <- dat.axfors2021
   lungs <- dat.dong2013[dat.dong2013$treatment == "Placebo", ]
   ulcer <- dat.collins1985a[!is.na(dat.collins1985a$b.xci), ]
   catheter <- dat.nielweise2007
   herb <- dat.linde2005[!is.na(dat.linde2005$ci), ]
   list(
      data_set("pritz1997", from("dat.pritz1997"), dat.pritz1997$authors, dat.pritz1997$xi,
               dat.pritz1997$ni),
      data_set("debruin2009", from("dat.debruin2009"), bruin$author, bruin$xi, bruin$ni,
               year = as.integer(bruin$year), group = bruin$ethnicity, scq = bruin$scq),
      data_set("nielweise2007-treated", from("dat.nielweise2007"), catheter$author, catheter$ai,
               catheter$n1i, year = as.integer(catheter$year)),
      data_set("nielweise2007-control", from("dat.nielweise2007"), catheter$author, catheter$ci,
               catheter$n2i, year = as.integer(catheter$year)),
      data_set("bcg-control", from("dat.bcg"), bcg$author, bcg$cpos, bcg$cpos + bcg$cneg,
               year = as.integer(bcg$year), group = bcg$alloc),
      data_set("hasselblad1998", from("dat.hasselblad1998"), smoking$authors, smoking$xi,
               smoking$ni, arm = smoking$trt, year = as.integer(smoking$year),
               group = smoking$trt),
      data_set("pagliaro1992", from("dat.pagliaro1992"), paste("Study", bleeding$study),
               bleeding$xi, bleeding$ni, arm = bleeding$trt, group = bleeding$trt),
      data_set("hannum2020", from("dat.hannum2020"), smell$authorName, smell$xi, smell$ni,
               group = smell$objectivity),
      data_set("axfors2021-hcq", from("dat.axfors2021"), malaria$acronym, malaria$hcq_arm_event,
               malaria$hcq_arm_total, arm = malaria$hcq_cq, group = malaria$patient_setting),
      data_set("dong2013-placebo", from("dat.dong2013"), paste("Study", lungs$id), lungs$death,
               lungs$randomized),
      data_set("collins1985a-control", from("dat.collins1985a"), ulcer$trial, ulcer$b.xci,
               ulcer$nci, year = as.integer(ulcer$year)),
      data_set("dorn2007-placebo", from("dat.dorn2007"), dat.dorn2007$study, dat.dorn2007$x.p,
               dat.dorn2007$n.p, year = as.integer(dat.dorn2007$year)),
      data_set("linde2005-placebo", from("dat.linde2005"), herb$study, herb$ci, herb$n2i,
               year = as.integer(herb$year)),
      data_set("li2007-control", from("dat.li2007"), dat.li2007$study, dat.li2007$ci,
               dat.li2007$n2i, year = as.integer(dat.li2007$year)),
      data_set("hine1989-lidocaine", from("dat.hine1989"), dat.hine1989$source, dat.hine1989$ai,
               dat.hine1989$n1i),
      data_set("graves2010-vaccine", from("dat.graves2010"), dat.graves2010$study,
               dat.graves2010$ai, dat.graves2010$n1i)
   )
}

designed_data_sets <- function() {
   designed <- function(name, ...) {
      cells <- strsplit(c(...), "/", fixed = TRUE)
      data_set(name, "designed", paste("Study", seq_along(cells)), vapply(cells, `[`, "", 1L),
               vapply(cells, `[`, "", 2L))
   }
   list(
      designed("two-equal", "6/20", "6/20"),
      designed("two-rows", "5/20", "12/25"),
      designed("three-equal", "6/20", "6/20", "6/20"),
      designed("all-identical", "3/10", "6/20", "9/30", "12/40", "15/50", "30/100"),
      designed("no-events", "0/10", "0/12", "0/20", "0/15", "0/8"),
      designed("one-event", "0/10", "0/12", "0/20", "1/15", "0/8"),
      designed("many-small-zeros", "0/8", "2/15", "1/12", "0/5", "5/24", "3/31", "0/7", "4/22"),
      designed("reml-stops", "4/100", "0/4", "0/10", "0/7", "0/1", "0/3", "1/6", "1/7"),
      designed("huge-n", "300123/1000000", "305987/1000000", "298765/1000000"),
      designed("million-among-small", "3/20", "212345/1000000", "7/18", "1/9", "12/40", "0/6"),
      designed("mostly-all-events", "10/10", "8/8", "12/12", "9/10", "15/15", "7/7", "20/22"),
      designed("extreme-spread", "1/20", "19/20", "0/15", "14/15", "10/20", "30/30"),
      designed("two-maxima-ml", "0/3", "0/3", "48/400", "0/5", "0/8"),
      designed("two-maxima-reml", "1/8", "1/40", "53/400", "20/150", "0/5", "4/8"),
      designed("single-patients", "1/1", "0/1", "1/2", "0/1", "2/3", "0/2", "1/1", "3/9")
   )
}
