BULK = f"{RESULTS}/bulk"
CHUNKS = list(PLAN.bulk.chunks) if PLAN.bulk else []


wildcard_constraints:
    method="[a-z0-9-]{1,40}",
    chunk="[0-9]{4}",


if CHUNKS:

    rule check_sets:
        input:
            table=ancient(PLAN.bulk.settings.table),
        output:
            findings=f"{BULK}/findings.csv",
        log:
            f"{LOGS}/check_sets.log",
        conda:
            "../envs/rechallenge.yaml"
        resources:
            mem_mb=1000,
            runtime=30,
        params:
            key=KEYS["check_sets"],
            task=check_sets_task(PLAN.bulk),
        message:
            "Checking the table of sets"
        script:
            "../scripts/check_sets.py"

    rule pool_sets:
        # The chunks are no output of a rule: one that is written again would have all of its
        # methods done again, whether or not a row changed.
        input:
            table=ancient(PLAN.bulk.settings.table),
        output:
            part=f"{BULK}/parts/{{method}}/{{chunk}}.parquet",
        log:
            f"{LOGS}/pool_sets/{{method}}/{{chunk}}.log",
        conda:
            "../envs/rechallenge.yaml"
        resources:
            mem_mb=1000 + PLAN.bulk.settings.chunk // 100 + PLAN.bulk.sets // 1000,
            runtime=240,
        params:
            key=lambda wildcards: KEYS[f"pool_sets/{wildcards.method}/{wildcards.chunk}"],
            task=lambda wildcards: part_task(PLAN.bulk, wildcards.method, wildcards.chunk),
            chunks=f"{BULK}/chunks",
        message:
            "Pooling chunk {wildcards.chunk} of the sets by {wildcards.method}"
        script:
            "../scripts/pool_sets.py"

    rule gather_sets:
        input:
            parts=expand(rules.pool_sets.output.part, method=PLAN.bulk.methods, chunk=CHUNKS),
        output:
            estimates=f"{BULK}/estimates.parquet",
            summary=report(
                f"{BULK}/summary.csv",
                caption="../report/sets.rst",
                category="Estimates",
                labels={"analysis": "all sets"},
            ),
        log:
            f"{LOGS}/gather_sets.log",
        conda:
            "../envs/rechallenge.yaml"
        resources:
            mem_mb=1000 + PLAN.bulk.sets // 200,
            runtime=30,
        params:
            key=KEYS["gather_sets"],
            task=gather_task(PLAN.bulk),
            chunks=f"{BULK}/chunks",
            parts=f"{BULK}/parts",
        message:
            "Joining the estimates of all sets"
        script:
            "../scripts/gather_sets.py"
