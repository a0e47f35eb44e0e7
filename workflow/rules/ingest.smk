rule check_studies:
    input:
        studies=ancient(list(PLAN.files)),
    output:
        f"{RESULTS}/findings.csv",
        f"{RESULTS}/data.csv",
    log:
        f"{LOGS}/check_studies.log",
    conda:
        "../envs/rechallenge.yaml"
    params:
        key=KEYS.get("check_studies"),
        task=check_task(PLAN),
    message:
        "Checking the study files"
    script:
        "../scripts/check_studies.py"


rule data_errors:
    input:
        f"{RESULTS}/report.html" if PLAN.has_studies else [],
        [*rules.gather_sets.output, *rules.check_sets.output] if CHUNKS else [],
    output:
        f"{RESULTS}/.data-errors-mended",
    log:
        f"{LOGS}/data_errors.log",
    retries: 0
    # Its output is never made: as long as the data have errors, every run ends with them, here and
    # not on a node where nobody reads them.
    localrule: True
    conda:
        "../envs/rechallenge.yaml"
    params:
        messages=list(PLAN.problems),
    message:
        "The data have errors"
    script:
        "../scripts/data_errors.py"
