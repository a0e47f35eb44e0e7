rule write_supplement:
    input:
        findings=rules.check_studies.output,
        estimates=results_of("estimates.json"),
        captions=results_of("figures.json"),
    output:
        document=f"{RESULTS}/supplement.docx",
        workbook=f"{RESULTS}/supplement.xlsx",
        script=f"{RESULTS}/reproduce.R",
        revman=f"{RESULTS}/revman.csv",
        latex=f"{RESULTS}/manuscript.tex",
        bibtex=f"{RESULTS}/references.bib",
        ris=f"{RESULTS}/references.ris",
    log:
        f"{LOGS}/write_supplement.log",
    conda:
        "../envs/rechallenge.yaml"
    resources:
        mem_mb=1000 + 3 * len(ANALYSES),
        runtime=60,
    params:
        key=KEYS.get("write_supplement"),
        task=supplement_task(PLAN),
    message:
        "Writing the supplement"
    script:
        "../scripts/write_supplement.py"


rule write_report:
    input:
        findings=rules.check_studies.output,
        estimates=results_of("estimates.json"),
        captions=results_of("figures.json"),
        supplement=rules.write_supplement.output,
        flow=rules.draw_flow.output if PLAN.review.prisma else [],
        beside=list(PLAN.review.beside),
        changes=rules.compare_editions.output.changes if PLAN.review.previous else [],
    output:
        page=report(
            f"{RESULTS}/report.html",
            caption="../report/page.rst",
            category="Report",
        ),
        summary=f"{RESULTS}/summary.csv",
        manifest=f"{RESULTS}/manifest.json",
    log:
        f"{LOGS}/write_report.log",
    conda:
        "../envs/rechallenge.yaml"
    resources:
        mem_mb=1000 + 3 * len(ANALYSES),
        runtime=60,
    params:
        key=KEYS.get("write_report"),
        task=report_task(PLAN),
    message:
        "Writing the report"
    script:
        "../scripts/write_report.py"
