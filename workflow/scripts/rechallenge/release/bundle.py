"""One archive of an edition of a review: data, configuration, results, and what tells of them."""

from __future__ import annotations

import json
from pathlib import Path

from rechallenge import __version__
from rechallenge.archives import packed
from rechallenge.config.settings import ReviewSettings
from rechallenge.contract import slugify
from rechallenge.files import write_bytes
from rechallenge.plan import make_plan
from rechallenge.release.citation import citation_file
from rechallenge.release.contents import release_contents
from rechallenge.release.crate import CRATE_FILE, crate_metadata
from rechallenge.release.status import status_block
from rechallenge.report.markdown import escaped

WRITTEN = {
    "CITATION.cff": "How to cite this edition of the review.",
    "README.md": "What the archive holds, and how to compute the results again.",
    "STATUS.md": "Status of the living review.",
}
_README = """# {title}

{edition}

| Folder | What it holds |
|---|---|
| `data/` and other inputs | what was extracted from the studies, as it was pooled |
| `config/config.yaml` | the analyses and their settings |
| `results/` | report, supplement, figures and estimates; open `results/report.html` in a browser |
| `STATUS.md` | the status of the living review |
| `CITATION.cff` | how to cite this edition |
| `ro-crate-metadata.json` | a description of every file for archives and programs (RO-Crate 1.1) |

`results/manifest.json` lists the SHA-256 of every input and result, and the versions in use.

{sets}To compute the results again, install Rechallenge {version}, unpack this archive, and type in
its folder

```sh
rechallenge run
```

With the same versions the results are the same to the byte.
"""

_SETS = """The table of sets “{table}” and its estimates are not part of this archive. Put the
table in its place, or take `bulk:` out of the configuration, before you compute the results again.

"""


def write_bundle(review: ReviewSettings, *, root: Path, config: Path, folder: Path) -> Path:
    """Write the archive, the same bytes for the same review and results.

    Parameters
    ----------
    review : ReviewSettings
    root : Path
        The review folder.
    config : Path
        The configuration file; it becomes ``config/config.yaml``.
    folder : Path
        Where the archive is put.

    Returns
    -------
    Path
        The archive, named after title and version.

    Raises
    ------
    ConfigError, DataError
        When there are no results, or they are not those of the data as they now stand.
    """
    plan = make_plan(review, root=root)
    contents = release_contents(
        root=root,
        config=config,
        results=root / review.results,
        files=frozenset({*plan.files, *review.beside}),
        previous=review.previous,
    )
    edition = [f"Version {review.version}." if review.version else ""]
    edition.append(f"Last search {review.last_search}." if review.last_search else "")
    texts = {
        "CITATION.cff": citation_file(review),
        "README.md": _README.format(
            title=escaped(review.title),
            edition=escaped(" ".join(filter(None, edition))),
            version=__version__,
            sets=_SETS.format(table=escaped(review.bulk.table)) if review.bulk else "",
        ),
        "STATUS.md": status_block(review, contents.manifest),
    }
    crate = crate_metadata(review, contents, written=WRITTEN)
    texts[CRATE_FILE] = json.dumps(crate, ensure_ascii=False, indent=1) + "\n"
    archive = packed(
        {
            **contents.inputs,
            **contents.outputs,
            **{name: text.encode("utf-8") for name, text in texts.items()},
        }
    )
    version = f"-{slugify(review.version)}" if review.version else ""
    path = folder / f"{slugify(review.title) or 'review'}{version}.zip"
    write_bytes(path, archive)
    return path
