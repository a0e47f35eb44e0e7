"""The columnar result of many fits: one array a field, one place a set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rechallenge.effects import Floats
from rechallenge.results import PooledEstimate

OK, EXACT, FALLBACK, WITHHELD_STATUS, NO_ESTIMATE = (
    "ok", "exact", "fallback", "withheld", "no estimate",
)  # fmt: skip
NUMBERS = (
    "rows", "studies", "events", "total", "mu", "se", "mu_low", "mu_high", "estimate", "ci_low",
    "ci_high", "df", "profile_low", "profile_high", "pi_low", "pi_high", "mean", "mean_low",
    "mean_high", "tau2", "tau2_low", "tau2_high", "tau", "i2", "i2_low", "i2_high", "h2", "rho",
    "q", "q_df", "q_p", "tau2_lr_p", "log_likelihood",
)  # fmt: skip
"""Numeric fields of `PooledEstimate`, in their order."""


@dataclass(frozen=True, slots=True)
class PooledSets:
    """Fits of S sets, in the order in which the sets first appear.

    Attributes
    ----------
    groups : ndarray, shape (S,)
        Label of each set.
    status : ndarray of str, shape (S,)
        ``ok``; ``exact``: no model can pool the set, and the exact binomial interval stands;
        ``fallback``: the beta-binomial model in place of the GLMM; ``withheld``: computed and not
        to be shown (Freeman-Tukey); ``no estimate``.
    reason : ndarray of str, shape (S,)
        Why the status is not ``ok``; empty where it is.
    numbers : dict of str to ndarray, shape (S,)
        The numeric fields of `PooledEstimate` in its units, NaN where absent. Each can also be
        read as an attribute: ``found.mu``.
    """

    groups: NDArray[Any]
    status: NDArray[Any]
    reason: NDArray[Any]
    numbers: dict[str, Floats]

    @classmethod
    def empty(cls, groups: NDArray[Any]) -> PooledSets:
        """Make room for the results of these sets."""
        size = groups.shape[0]
        return cls(
            groups,
            np.full(size, OK, dtype=object),
            np.full(size, "", dtype=object),
            {name: np.full(size, np.nan) for name in NUMBERS},
        )

    def __getattr__(self, name: str) -> Floats:
        if name in NUMBERS:
            return self.numbers[name]
        raise AttributeError(f"PooledSets has no field {name!r}")

    def put(self, place: int, result: PooledEstimate, status: str, reason: str = "") -> None:
        """Write one fit of the front door into its place."""
        self.status[place], self.reason[place] = status, reason
        for name in NUMBERS:
            value = getattr(result, name)
            self.numbers[name][place] = np.nan if value is None else value

    def to_frame(self) -> Any:
        """Return the results as a pandas table, one row a set."""
        import pandas as pd  # noqa: PLC0415 - only who asks for a table pays for it

        first = {"group": self.groups, "status": self.status, "reason": self.reason}
        return pd.DataFrame(first | self.numbers)
