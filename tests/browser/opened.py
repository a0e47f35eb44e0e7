"""A page in a browser, and everything that it asked for, said or tried to run."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Opened:
    """A page from disk with its requests, messages of the console, and dialogs.

    Attributes
    ----------
    page : playwright.sync_api.Page
    requests : list of str
        Addresses, all but those of images inside the page.
    said : list of str
        Errors, warnings and dialogs.
    """

    def __init__(self, browser: Browser, path: Path, **options: object) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda popup: self.said.append(f"opened {popup.url}"))
        self.page.on(
            "console",
            lambda one: self.said.append(one.text) if one.type in ("error", "warning") else None,
        )
        if options.get("java_script_enabled", True):
            self.page.add_init_script(WATCH)
        self.page.goto(path.as_uri())
        self.page.wait_for_load_state("load")

    def _note(self, address: str) -> None:
        if not address.startswith("data:image/"):
            self.requests.append(address)

    def _dialog(self, dialog: object) -> None:
        self.said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def violations(self) -> list[str]:
        return self.page.evaluate("window.violations")

    def open_everything(self) -> None:
        """Open all details, the panels in which a reader explores among them."""
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
        self.page.wait_for_timeout(200)

    def close(self) -> None:
        self.context.close()
