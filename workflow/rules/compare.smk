rule compare_editions:
    input:
        findings=rules.check_studies.output,
        estimates=results_of("estimates.json"),
    output:
        page=f"{RESULTS}/changes.html",
        markdown=f"{RESULTS}/changes.md",
        changes=f"{RESULTS}/changes.json",
    log:
        f"{LOGS}/compare_editions.log",
    conda:
        "../envs/rechallenge.yaml"
    params:
        key=KEYS.get("compare_editions"),
        task=report_task(PLAN),
    message:
        "Comparing with the edition before"
    script:
        "../scripts/compare_editions.py"
