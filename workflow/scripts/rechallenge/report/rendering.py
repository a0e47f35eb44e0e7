"""Templates into pages: everything is escaped, and a page loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from rechallenge.report.blocks import Bullets, Paragraph

TEMPLATES = Path(__file__).resolve().parents[3] / "report"
STYLESHEET = "report.css.j2"
_NO_BREAK = "\u00a0"


def render(template: str, *, script: str = "", **context: Any) -> str:
    """Fill a template of ``workflow/report``.

    Parameters
    ----------
    template : str
        Name of the file.
    script : str
        The one script of the page; the policy allows it by its hash.
    **context
        What the template shows; text is escaped, without exception.

    Returns
    -------
    str
        A complete page with its style inside and a content security policy that allows this style
        (by its hash), images inside the page, and nothing else.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["tied"] = tied
    environment.tests["paragraph"] = lambda block: isinstance(block, Paragraph)
    environment.tests["bullets"] = lambda block: isinstance(block, Bullets)
    style = environment.get_template(STYLESHEET).render()
    return environment.get_template(template).render(
        style=Markup(style),
        script=Markup(script),
        policy=content_policy(style, script),
        **context,
    )


def content_policy(style: str, script: str = "") -> str:
    """Write the content security policy of a page with this one style and this one script."""
    scripts = f"script-src {_hashed(script)}; " if script else ""
    return (
        f"default-src 'none'; {scripts}style-src {_hashed(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashed(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def tied(text: str) -> str:
    """Keep numbers with their signs at line ends: ``24.3 %``, ``τ² = 0.40``."""
    for sign in ("% CI", " %", " = ", " < ", " df"):
        text = text.replace(sign, sign.replace(" ", _NO_BREAK))
    return text
