"""What can go wrong in a way that the reviewer can mend, and what must be told with a result."""

from __future__ import annotations

from collections.abc import Sequence


class ReviewError(Exception):
    """Base of every error that a reviewer can mend; shown as its messages, without a traceback.

    Parameters
    ----------
    messages : sequence of str
        One complete sentence per problem, each with its place and its remedy.
    """

    def __init__(self, messages: Sequence[str] | str) -> None:
        self.messages = (messages,) if isinstance(messages, str) else tuple(messages)
        super().__init__("\n".join(self.messages))


class DataError(ReviewError):
    """A study file cannot be used as it stands."""


class ConfigError(ReviewError):
    """The configuration cannot be used as it stands."""


class InputError(ReviewError, ValueError):
    """Counts or options given to a function are impossible."""
