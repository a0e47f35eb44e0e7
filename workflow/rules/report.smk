rule write_report:
    input:
        findings=rules.check_studies.output,
        estimates=results_of("estimates.json"),
        captions=results_of("figures.json"),
        flow=rules.draw_flow.output if PLAN.review.prisma else [],
        beside=list(PLAN.review.beside),
        library=library("jobs.write_report"),
        templates=templates,
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
    params:
        digest=PLAN.digest,
        task=report_task(PLAN),
    message:
        "Writing the report"
    script:
        "../scripts/write_report.py"
