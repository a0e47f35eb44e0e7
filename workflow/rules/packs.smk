# In a review of many analyses a job starts for some of them at a time, and does again only those of
# them that are not current. Rules of single analyses then make nothing. Where one analysis of a pack
# fails, Snakemake brings back the files of the others from before: `done` is then missing, and the
# pack is done again.
for number, pack in PLAN.packs.items():

    rule:
        name:
            f"pool_pack_{number}"
        input:
            studies=ancient(pack_files(pack)),
        output:
            estimates=update(of_pack(rules.pool_analysis.output.estimates, pack)),
            table=update(of_pack(rules.pool_analysis.output.table, pack)),
            rows=update(of_pack(rules.pool_analysis.output.rows, pack)),
            bias=update(of_pack(rules.pool_analysis.output.bias, pack)),
            done=touch(f"{LOGS}/pool_pack/{number}.done"),
        log:
            f"{LOGS}/pool_pack/{number}.log",
        group:
            "analysis"
        conda:
            "../envs/rechallenge.yaml"
        resources:
            mem_mb=1000,
            runtime=60,
        params:
            logs=of_pack(f"{LOGS}/pool_analysis/{{analysis}}.log", pack),
            hashes=keys_of_pack("pool_analysis", pack),
            tasks=[task_of(PLAN, analysis) for analysis in pack],
        message:
            f"Pooling {pack[0]} to {pack[-1]}"
        script:
            "../scripts/pool_pack.py"

    rule:
        name:
            f"present_pack_{number}"
        input:
            estimates=of_pack(rules.pool_analysis.output.estimates, pack),
        output:
            captions=update(of_pack(rules.present_analysis.output.captions, pack)),
            figures=update(of_pack(rules.present_analysis.output.figures, pack)),
            pictures=update(of_pack(rules.present_analysis.output.pictures, pack)),
            heterogeneity=update(of_pack(rules.present_analysis.output.heterogeneity, pack)),
            heterogeneity_md=update(of_pack(rules.present_analysis.output.heterogeneity_md, pack)),
            jasp=update(of_pack(rules.present_analysis.output.jasp, pack)),
            done=touch(f"{LOGS}/present_pack/{number}.done"),
        log:
            f"{LOGS}/present_pack/{number}.log",
        group:
            "analysis"
        conda:
            "../envs/rechallenge.yaml"
        resources:
            mem_mb=1000,
            runtime=60,
        params:
            logs=of_pack(f"{LOGS}/present_analysis/{{analysis}}.log", pack),
            hashes=keys_of_pack("present_analysis", pack),
            tasks=[figure_task(PLAN, analysis) for analysis in pack],
        message:
            f"Drawing and describing {pack[0]} to {pack[-1]}"
        script:
            "../scripts/present_pack.py"
