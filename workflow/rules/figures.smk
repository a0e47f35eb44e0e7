rule present_analysis:
    input:
        estimates=rules.pool_analysis.output.estimates,
        library=library("jobs.present_analysis"),
        templates=templates,
    output:
        figures=figure_files("svg", "pdf"),
        pictures=report(
            figure_files("png"),
            caption="../report/figure.rst",
            category="Figures",
            labels={"analysis": "{analysis}"},
        ),
        captions=f"{RESULTS}/{{analysis}}/figures.json",
        heterogeneity=report(
            f"{RESULTS}/{{analysis}}/heterogeneity.html",
            caption="../report/heterogeneity.rst",
            category="Heterogeneity",
            labels={"analysis": "{analysis}"},
        ),
        heterogeneity_md=f"{RESULTS}/{{analysis}}/heterogeneity.md",
    log:
        f"{LOGS}/present_analysis/{{analysis}}.log",
    conda:
        "../envs/rechallenge.yaml"
    params:
        task=lambda wildcards: figure_task(PLAN, wildcards.analysis),
    message:
        "Drawing and describing {wildcards.analysis}"
    script:
        "../scripts/present_analysis.py"
