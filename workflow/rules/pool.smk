rule pool_analysis:
    input:
        studies=studies_of,
    output:
        estimates=f"{RESULTS}/{{analysis}}/estimates.json",
        table=report(
            f"{RESULTS}/{{analysis}}/estimates.csv",
            caption="../report/estimates.rst",
            category="Estimates",
            labels={"analysis": "{analysis}"},
        ),
        rows=f"{RESULTS}/{{analysis}}/rows.csv",
        bias=f"{RESULTS}/{{analysis}}/risk-of-bias.csv" if PLAN.judged else [],
    log:
        f"{LOGS}/pool_analysis/{{analysis}}.log",
    conda:
        "../envs/rechallenge.yaml"
    resources:
        mem_mb=1000,
        runtime=20,
    params:
        key=key_of("pool_analysis"),
        task=lambda wildcards: task_of(PLAN, wildcards.analysis),
    message:
        "Pooling {wildcards.analysis}"
    script:
        "../scripts/pool_analysis.py"
