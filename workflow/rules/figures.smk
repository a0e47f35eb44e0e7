rule present_analysis:
    input:
        estimates=rules.pool_analysis.output.estimates,
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
        jasp=f"{RESULTS}/{{analysis}}/jasp.csv",
    log:
        f"{LOGS}/present_analysis/{{analysis}}.log",
    conda:
        "../envs/rechallenge.yaml"
    resources:
        mem_mb=1000,
        runtime=20,
    params:
        key=key_of("present_analysis"),
        task=lambda wildcards: figure_task(PLAN, wildcards.analysis),
    message:
        "Drawing and describing {wildcards.analysis}"
    script:
        "../scripts/present_analysis.py"


if PLAN.review.prisma:

    rule draw_flow:
        input:
            flow=PLAN.review.prisma,
        output:
            figure=multiext(f"{RESULTS}/prisma", ".svg", ".pdf"),
            picture=report(
                f"{RESULTS}/prisma.png",
                caption="../report/figure.rst",
                category="Figures",
                labels={"analysis": "selection of studies"},
            ),
            words=f"{RESULTS}/prisma.json",
        log:
            f"{LOGS}/draw_flow.log",
        conda:
            "../envs/rechallenge.yaml"
        params:
            key=KEYS.get("draw_flow"),
            task=flow_task(PLAN),
        message:
            "Drawing the flow diagram"
        script:
            "../scripts/draw_flow.py"
