rule present_analysis:
    input:
        estimates=rules.pool_analysis.output.estimates,
        library=library("jobs.present_analysis"),
        templates=templates,
    output:
        forest=multiext(f"{RESULTS}/{{analysis}}/forest", ".svg", ".pdf"),
        forest_png=report(
            f"{RESULTS}/{{analysis}}/forest.png",
            caption="../report/forest.rst",
            category="Forest plots",
            labels={"analysis": "{analysis}"},
        ),
        heterogeneity=report(
            f"{RESULTS}/{{analysis}}/heterogeneity.html",
            caption="../report/heterogeneity.rst",
            category="Heterogeneity",
            labels={"analysis": "{analysis}"},
        ),
        heterogeneity_md=f"{RESULTS}/{{analysis}}/heterogeneity.md",
        leave_one_out=multiext(f"{RESULTS}/{{analysis}}/leave-one-out", ".svg", ".pdf", ".png"),
    log:
        f"{LOGS}/present_analysis/{{analysis}}.log",
    conda:
        "../envs/rechallenge.yaml"
    message:
        "Drawing and describing {wildcards.analysis}"
    script:
        "../scripts/present_analysis.py"
